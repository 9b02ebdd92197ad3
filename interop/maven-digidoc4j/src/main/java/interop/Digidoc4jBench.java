package interop;

import eu.europa.esig.dss.enumerations.MimeTypeEnum;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.digidoc4j.Configuration;
import org.digidoc4j.Container;
import org.digidoc4j.ContainerBuilder;
import org.digidoc4j.DataFile;
import org.digidoc4j.DataToSign;
import org.digidoc4j.DigestAlgorithm;
import org.digidoc4j.SignatureBuilder;
import org.digidoc4j.SignatureProfile;
import org.digidoc4j.impl.asic.tsl.TSLCertificateSourceImpl;

/**
 * Signs ASiC-E containers of level B with digidoc4j and says how long each took, in a JVM that stays warm.
 *
 * <p>Usage and lines of input are those of DssBench; asice-b is the only operation. The signing time is the clock's.
 */
public final class Digidoc4jBench {
    private final X509Certificate signer;
    private final PrivateKey key;
    private final byte[] content;
    private final Configuration configuration = new Configuration(Configuration.Mode.TEST);

    private Digidoc4jBench(Path folder) throws Exception {
        signer = certificate(folder.resolve("signer.pem"));
        byte[] encoded = Files.readAllBytes(folder.resolve("key.der"));
        key = KeyFactory.getInstance(signer.getPublicKey().getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        content = Files.readAllBytes(folder.resolve("container.txt"));
        TSLCertificateSourceImpl trusted = new TSLCertificateSourceImpl();
        trusted.addTSLCertificate(certificate(folder.resolve("root.pem")));
        trusted.addTSLCertificate(certificate(folder.resolve("issuing.pem")));
        configuration.setTSL(trusted);
    }

    public static void main(String[] args) throws Exception {
        Digidoc4jBench bench = new Digidoc4jBench(Path.of(args[0]));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            if (!words[0].equals("asice-b")) {
                throw new IllegalArgumentException(line);
            }
            if (words[1].chars().allMatch(Character::isDigit)) {
                System.out.println(bench.times(Integer.parseInt(words[1])));
            } else {
                Files.write(Path.of(words[1]), bench.sign());
                System.out.println("OK");
            }
        }
    }

    private String times(int count) throws Exception {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long started = System.nanoTime();
            sign();
            found.append(System.nanoTime() - started).append(' ');
        }
        return found.toString();
    }

    private byte[] sign() throws Exception {
        Container container = ContainerBuilder.aContainer(Container.DocumentType.ASICE).withConfiguration(configuration)
            .withDataFile(new DataFile(content, "ten.txt", MimeTypeEnum.TEXT.getMimeTypeString())).build();
        DataToSign data = SignatureBuilder.aSignature(container).withSigningCertificate(signer)
            .withSignatureDigestAlgorithm(DigestAlgorithm.SHA256).withDataFileDigestAlgorithm(DigestAlgorithm.SHA256)
            .withSignatureProfile(SignatureProfile.B_BES).buildDataToSign();
        container.addSignature(data.finalize(value(data.getDataToSign())));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        container.save(out);
        return out.toByteArray();
    }

    private byte[] value(byte[] data) throws Exception {
        boolean rsa = key.getAlgorithm().equals("RSA");
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(data);
        return signature.sign();
    }

    private static X509Certificate certificate(Path path) throws Exception {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(path))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
