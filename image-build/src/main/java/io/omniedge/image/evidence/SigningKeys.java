package io.omniedge.image.evidence;

import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Who signs images: an authority whose certificate is in every image, and the certificate by which
 * it lets a builder sign. Devices take updates that are signed so, and nothing else.
 *
 * @param folder with keyring.pem (the authority), sign.pem and sign.key; ca.key may be elsewhere
 */
public record SigningKeys(Path folder) {
  /** The keys there; without a folder some for trials, which are made at first. */
  public static SigningKeys in(Path folder, boolean trial, Toolbox tools)
      throws IOException, ImageException, InterruptedException {
    SigningKeys keys = new SigningKeys(folder);
    if (trial && !Files.exists(keys.certificate())) {
      keys.make(tools);
    }
    for (Path file : new Path[] {keys.keyring(), keys.certificate(), keys.key()}) {
      if (!Files.isReadable(file)) {
        throw new ImageException("signing: " + file + " cannot be read");
      }
    }
    return keys;
  }

  /** What devices trust. */
  public Path keyring() {
    return folder.resolve("keyring.pem");
  }

  /** The certificate of who signs. */
  public Path certificate() {
    return folder.resolve("sign.pem");
  }

  /** The key of who signs. */
  public Path key() {
    return folder.resolve("sign.key");
  }

  private void make(Toolbox tools) throws IOException, ImageException, InterruptedException {
    Folders.empty(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Folders.write(
        folder.resolve("openssl.cnf"),
        """
        [req]
        distinguished_name = name
        [name]
        [authority]
        basicConstraints = critical, CA:true
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [builder]
        basicConstraints = CA:false
        keyUsage = critical, digitalSignature
        extendedKeyUsage = emailProtection
        """);
    openssl(tools, "ecparam -name prime256v1 -genkey -noout -out ca.key");
    openssl(
        tools,
        "req -x509 -new -key ca.key -days 7300 -sha256 -extensions authority -config openssl.cnf"
            + " -subj /CN=OmniEdge-trial-authority -out keyring.pem");
    openssl(tools, "ecparam -name prime256v1 -genkey -noout -out sign.key");
    openssl(
        tools,
        "req -new -key sign.key -config openssl.cnf -subj /CN=OmniEdge-trial-builder -out sign.csr");
    openssl(
        tools,
        "x509 -req -in sign.csr -CA keyring.pem -CAkey ca.key -CAcreateserial -days 3650 -sha256"
            + " -extfile openssl.cnf -extensions builder -out sign.pem");
  }

  private void openssl(Toolbox tools, String arguments)
      throws IOException, ImageException, InterruptedException {
    tools.run("openssl", (Object[]) arguments.split(" ")).in(folder).run();
  }

  /** Signs a file: a detached CMS signature beside it, which openssl checks. */
  public void sign(Path file, Toolbox tools)
      throws IOException, ImageException, InterruptedException {
    Command command =
        tools
            .run("openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256")
            .and("-signer", certificate(), "-inkey", key(), "-in", file)
            .and("-out", file + ".cms");
    command.run();
  }
}
