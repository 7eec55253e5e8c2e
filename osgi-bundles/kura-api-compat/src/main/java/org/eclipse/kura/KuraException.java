package org.eclipse.kura;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A failure of a Kura service: a code, and arguments that say what of. */
@ProviderType
public class KuraException extends Exception {
  private static final long serialVersionUID = 1L;

  private final KuraErrorCode code;

  public KuraException(KuraErrorCode code) {
    this(code, null, new Object[0]);
  }

  public KuraException(KuraErrorCode code, @Nullable Object... arguments) {
    this(code, null, arguments);
  }

  public KuraException(
      KuraErrorCode code, @Nullable Throwable cause, @Nullable Object... arguments) {
    super(words(code, arguments), cause);
    this.code = code;
  }

  public static KuraException internalError(String message) {
    return new KuraException(KuraErrorCode.INTERNAL_ERROR, null, message);
  }

  public static KuraException internalError(Throwable cause) {
    return new KuraException(KuraErrorCode.INTERNAL_ERROR, cause, cause.getMessage());
  }

  public static KuraException internalError(Throwable cause, String message) {
    return new KuraException(KuraErrorCode.INTERNAL_ERROR, cause, message);
  }

  public KuraErrorCode getCode() {
    return code;
  }

  /** The name of the code in plain words, then the arguments. */
  private static String words(KuraErrorCode code, @Nullable Object... arguments) {
    String name = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (arguments.length == 0) {
      return name;
    }
    return Arrays.stream(arguments)
        .map(String::valueOf)
        .collect(Collectors.joining(", ", name + ": ", ""));
  }
}
