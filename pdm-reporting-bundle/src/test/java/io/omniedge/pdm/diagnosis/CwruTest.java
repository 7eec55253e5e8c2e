package io.omniedge.pdm.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.recording.Recordings;
import io.omniedge.pdm.signal.TimeFeatures;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public recordings of Case Western Reserve University, 1,797 rpm, drive end. */
class CwruTest {
  private static final String NORMAL = "1797_Normal.npz";
  private static final Conditions CONDITIONS =
      Conditions.of(
          1_797 / 60.0, 60, BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones());

  /** RMS and kurtosis as SciPy has them, within 1 %. */
  @ParameterizedTest
  @CsvSource({
    "1797_Normal.npz, 48000, 0.0727, 2.764, HEALTHY",
    "1797_IR_7_DE12.npz, 12000, 0.2912, 5.396, INNER_RACE",
    "1797_OR@6_7_DE12.npz, 12000, 0.6691, 7.649, OUTER_RACE",
    "1797_OR@6_14_DE12.npz, 12000, 0.0996, 3.056, NOT_DIAGNOSABLE",
    "1797_B_7_DE12.npz, 12000, 0.1387, 2.985, NOT_DIAGNOSABLE",
  })
  void saysOfEachRecordingWhatItTells(
      String file, double rateHz, double rms, double kurtosis, Verdict verdict)
      throws IOException, ProtocolException {
    double[] samples = Recordings.cwru(file);
    TimeFeatures features = TimeFeatures.of(samples);
    assertEquals(rms, features.rms(), 0.01 * rms);
    assertEquals(kurtosis, features.kurtosis(), 0.01 * kurtosis);
    Diagnosis diagnosis = Diagnosis.of(samples, rateHz, CONDITIONS);

    assertEquals(verdict, diagnosis.verdict(), diagnosis.toString());
  }

  /** With the normal recording as baseline; its rate is 48 kHz, the band is the same. */
  @ParameterizedTest
  @CsvSource({
    "1797_IR_7_DE12.npz, INNER_RACE",
    "1797_OR@6_7_DE12.npz, OUTER_RACE",
    "1797_OR@6_14_DE12.npz, NOT_DIAGNOSABLE",
    "1797_B_7_DE12.npz, ABNORMAL_CLASS_UNSURE",
  })
  void baselineTellsTheRollingElementFromTheNormalMachine(String file, Verdict verdict)
      throws IOException, ProtocolException {
    double baselineRms = Diagnosis.of(Recordings.cwru(NORMAL), 48_000, CONDITIONS).bandRms();
    assertEquals(0.0603, baselineRms, 0.001);
    Diagnosis diagnosis =
        Diagnosis.of(Recordings.cwru(file), 12_000, CONDITIONS.against(baselineRms));
    assertEquals(verdict, diagnosis.verdict(), diagnosis.toString());
  }

  /** At the rate of another file its tones would be elsewhere: the rate is no detail. */
  @Test
  void clearFaultIsNotNamedAtAWrongRate() throws IOException, ProtocolException {
    double[] samples = Recordings.cwru("1797_IR_7_DE12.npz");
    Diagnosis diagnosis = Diagnosis.of(samples, 12_800, CONDITIONS);
    assertTrue(diagnosis.verdict() != Verdict.INNER_RACE, diagnosis.toString());
  }
}
