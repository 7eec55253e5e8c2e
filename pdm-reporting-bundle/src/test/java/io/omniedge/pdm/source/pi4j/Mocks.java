package io.omniedge.pdm.source.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiConfig;
import com.pi4j.plugin.mock.provider.i2c.MockI2CProviderImpl;
import com.pi4j.plugin.mock.provider.spi.MockSpiProviderImpl;
import com.pi4j.provider.Provider;
import java.util.Map;

/** Pi4J with mock providers, whose devices have their answers ready when they are opened. */
public final class Mocks {
  private Mocks() {}

  /** A Pi4J that has these providers alone. */
  public static Context with(Provider<?, ?, ?> provider) {
    return Pi4J.newContextBuilder().noAutoDetect().add(provider).disableShutdownHook().build();
  }

  /** Gives the bytes of each register one after another, and behind them what was written. */
  public static final class AnsweringI2c extends MockI2CProviderImpl {
    private final Map<Integer, byte[]> answers;

    public AnsweringI2c(Map<Integer, byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public I2C create(I2CConfig config) {
      I2C i2c = super.create(config);
      answers.forEach((register, bytes) -> i2c.writeRegister(register, bytes, 0, bytes.length));
      return i2c;
    }
  }

  /** Gives these bytes, whatever is asked, and behind them what was sent. */
  public static final class AnsweringSpi extends MockSpiProviderImpl {
    private final byte[] answers;

    public AnsweringSpi(byte[] answers) {
      this.answers = answers.clone();
    }

    @Override
    public Spi create(SpiConfig config) {
      Spi spi = super.create(config);
      spi.write(answers, 0, answers.length);
      return spi;
    }
  }
}
