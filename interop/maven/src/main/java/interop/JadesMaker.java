package interop;

import eu.europa.esig.dss.alert.ExceptionOnStatusAlert;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.JWSSerializationType;
import eu.europa.esig.dss.enumerations.SigDMechanism;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.jades.HTTPHeader;
import eu.europa.esig.dss.jades.JAdESSignatureParameters;
import eu.europa.esig.dss.jades.JAdESSigningTimeType;
import eu.europa.esig.dss.jades.signature.JAdESCounterSignatureParameters;
import eu.europa.esig.dss.jades.signature.JAdESService;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.io.FileWriter;
import java.nio.file.Files;
import java.security.Signature;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * Makes JAdES of many kinds by EU DSS, under an authority made here and thrown away; writes them with the root and the
 * two signed files into a folder. Usage: FOLDER.
 */
public final class JadesMaker {
    private final File folder;
    private final Fixture.Entity root;
    private final Fixture.Entity person;
    private final JAdESService service;
    private final CommonCertificateVerifier verifier;
    private final List<DSSDocument> one;
    private final List<DSSDocument> both;

    private JadesMaker(File folder) throws Exception {
        this.folder = folder;
        root = Fixture.issue(null, "CN=Fixture root (TEST),O=Fixture QTSP,C=LV", true, null);
        var tsu = Fixture.issue(root, "CN=Fixture TSU (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_timeStamping);
        var responder = Fixture.issue(root, "CN=Fixture OCSP (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_OCSPSigning);
        person = Fixture.issue(root, "CN=Ilze Liepi\u0146a,GIVENNAME=Ilze,SURNAME=Liepi\u0146a,C=LV", false, null);
        var trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(root.token());
        verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(Fixture.ocsp(root, responder));
        verifier.setAlertOnMissingRevocationData(new ExceptionOnStatusAlert());
        service = new JAdESService(verifier);
        var tsa = new KeyEntityTSPSource(tsu.key(), tsu.certificate(), List.of(tsu.certificate(), root.certificate()));
        tsa.setTsaPolicy("1.2.3.4.5");
        service.setTspSource(tsa);
        one = List.of(file("text.txt", "Sveiki, pasaule!\n"));
        both = List.of(one.get(0), file("data.csv", "1;2;3\n"));
    }

    public static void main(String[] args) throws Exception {
        new JadesMaker(new File(args[0])).make();
    }

    private void make() throws Exception {
        try (JcaPEMWriter out = new JcaPEMWriter(new FileWriter(new File(folder, "root.pem")))) {
            out.writeObject(root.certificate());
        }
        for (String level : List.of("B", "T", "LT", "LTA")) {
            sign("flattened-" + level.toLowerCase() + ".json", level, one, p -> {});
        }
        DSSDocument general = sign("general-t.json", "T", one,
            p -> p.setJwsSerializationType(JWSSerializationType.JSON_SERIALIZATION));
        sign("parallel-lta.json", "LTA", List.of(general),
            p -> p.setJwsSerializationType(JWSSerializationType.JSON_SERIALIZATION));
        sign("compact-b.jws", "B", one, p -> p.setJwsSerializationType(JWSSerializationType.COMPACT_SERIALIZATION));
        sign("hash-lta.json", "LTA", both, p -> detached(p, SigDMechanism.OBJECT_ID_BY_URI_HASH));
        sign("uri-lta.json", "LTA", both, p -> detached(p, SigDMechanism.OBJECT_ID_BY_URI));
        sign("undescribed-lt.json", "LT", one, p -> detached(p, SigDMechanism.NO_SIG_D));
        sign("http-b.json", "B", List.of(new HTTPHeader("content-type", "text/plain")),
            p -> { detached(p, SigDMechanism.HTTP_HEADERS); p.setBase64UrlEncodedPayload(false); });
        sign("unencoded-lta.json", "LTA", one, p -> p.setBase64UrlEncodedPayload(false));
        sign("clear-lt.json", "LT", one, p -> p.setBase64UrlEncodedEtsiUComponents(false));
        sign("sha256-sigt-lt.json", "LT", one, p -> {
            p.setSigningCertificateDigestMethod(DigestAlgorithm.SHA256);
            p.setJadesSigningTimeType(JAdESSigningTimeType.SIG_T);
        });
        renew(new FileDocument(new File(folder, "flattened-lta.json")));
        counter(new FileDocument(new File(folder, "flattened-t.json")));
    }

    private static void detached(JAdESSignatureParameters parameters, SigDMechanism mechanism) {
        parameters.setSignaturePackaging(SignaturePackaging.DETACHED);
        parameters.setSigDMechanism(mechanism);
    }

    private JAdESSignatureParameters parameters(String level) {
        var parameters = new JAdESSignatureParameters();
        parameters.setSignaturePackaging(SignaturePackaging.ENVELOPING);
        parameters.setJwsSerializationType(JWSSerializationType.FLATTENED_JSON_SERIALIZATION);
        fill(parameters, level);
        return parameters;
    }

    private void fill(JAdESSignatureParameters parameters, String level) {
        parameters.setSignatureLevel(SignatureLevel.valueOf("JAdES_BASELINE_" + level));
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(person.token());
        parameters.setCertificateChain(person.token(), root.token());
    }

    private DSSDocument sign(String name, String level, List<DSSDocument> files, Consumer<JAdESSignatureParameters> manner)
            throws Exception {
        var parameters = parameters(level);
        manner.accept(parameters);
        var signed = service.signDocument(files, parameters, value(service.getDataToSign(files, parameters)));
        return saved(signed, name);
    }

    private void renew(DSSDocument document) throws Exception {
        saved(service.extendDocument(document, parameters("LTA")), "renewed-lta.json");
    }

    private void counter(DSSDocument document) throws Exception {
        var validator = SignedDocumentValidator.fromDocument(document);
        validator.setCertificateVerifier(verifier);
        var parameters = new JAdESCounterSignatureParameters();
        parameters.setJwsSerializationType(JWSSerializationType.FLATTENED_JSON_SERIALIZATION);
        fill(parameters, "B");
        parameters.setSignatureIdToCounterSign(validator.getSignatures().get(0).getId());
        var value = value(service.getDataToBeCounterSigned(document, parameters));
        saved(service.counterSignSignature(document, parameters, value), "countersigned-t.json");
    }

    private SignatureValue value(ToBeSigned data) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(person.key());
        signature.update(data.getBytes());
        return new SignatureValue(SignatureAlgorithm.ECDSA_SHA256, signature.sign());
    }

    private DSSDocument saved(DSSDocument document, String name) throws Exception {
        document.save(new File(folder, name).getPath());
        return new FileDocument(new File(folder, name));
    }

    private DSSDocument file(String name, String content) throws Exception {
        File file = new File(folder, name);
        Files.writeString(file.toPath(), content);
        return new FileDocument(file);
    }
}
