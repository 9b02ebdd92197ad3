package interop;

import eu.europa.esig.dss.alert.ExceptionOnStatusAlert;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPToken;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.io.File;
import java.io.FileWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs an application as an institution does that has software of its own: an ASiC-E with XAdES-B-LT by EU DSS, under a
 * certificate authority, time stamping authority and OCSP responder made here and thrown away.
 * Usage: OUT.asice ROOT-OUT.pem DOCUMENT…
 */
public final class ApplicationMaker {
    private static final Date FROM = date(2026, Calendar.JANUARY);
    private static final Date TO = date(2056, Calendar.JANUARY);
    private static long serial = 1;

    private ApplicationMaker() {}

    private record Entity(X509Certificate certificate, PrivateKey key) {
        CertificateToken token() { return new CertificateToken(certificate); }
    }

    public static void main(String[] args) throws Exception {
        Entity root = issue(null, "CN=Cita uzticamibas pakalpojumu sniedzeja sakne (TEST),O=Fixture QTSP,C=LV", true, null);
        Entity tsu = issue(root, "CN=Fixture TSU (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_timeStamping);
        Entity responder = issue(root, "CN=Fixture OCSP (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_OCSPSigning);
        Entity person = issue(root,
            "CN=Ilze Liepi\u0146a,SERIALNUMBER=PNOLV-327654-32101,GIVENNAME=Ilze,SURNAME=Liepi\u0146a,C=LV", false, null);

        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(root.token());
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(ocsp(root, responder));
        verifier.setAlertOnMissingRevocationData(new ExceptionOnStatusAlert());

        ASiCWithXAdESService service = new ASiCWithXAdESService(verifier);
        KeyEntityTSPSource tsa = new KeyEntityTSPSource(tsu.key(), tsu.certificate(), List.of(tsu.certificate(), root.certificate()));
        tsa.setTsaPolicy("1.2.3.4.5");
        service.setTspSource(tsa);

        ASiCWithXAdESSignatureParameters parameters = new ASiCWithXAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.XAdES_BASELINE_LT);
        parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(person.token());
        parameters.setCertificateChain(person.token(), root.token());

        List<DSSDocument> documents = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            documents.add(new FileDocument(args[i]));
        }
        byte[] toSign = service.getDataToSign(documents, parameters).getBytes();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(person.key());
        signature.update(toSign);
        var value = new eu.europa.esig.dss.model.SignatureValue(
            eu.europa.esig.dss.enumerations.SignatureAlgorithm.ECDSA_SHA256, signature.sign());
        service.signDocument(documents, parameters, value).save(args[0]);
        try (JcaPEMWriter out = new JcaPEMWriter(new FileWriter(args[1]))) {
            out.writeObject(root.certificate());
        }
    }

    private static OCSPSource ocsp(Entity root, Entity responder) {
        return (certificate, issuer) -> {
            try {
                var digests = new JcaDigestCalculatorProviderBuilder().build();
                CertificateID id = new JcaCertificateID(digests.get(CertificateID.HASH_SHA1), issuer.getCertificate(), certificate.getSerialNumber());
                Date now = new Date();
                BasicOCSPResp answer = new BasicOCSPRespBuilder(new RespID(new X509CertificateHolder(responder.certificate().getEncoded()).getSubject()))
                    .addResponse(id, CertificateStatus.GOOD, now, (Date) null)
                    .build(signer(responder.key()), new X509CertificateHolder[] {new X509CertificateHolder(responder.certificate().getEncoded())}, now);
                OCSPToken token = new OCSPToken(answer, answer.getResponses()[0], certificate, issuer);
                token.setExternalOrigin(eu.europa.esig.dss.enumerations.RevocationOrigin.EXTERNAL);
                return token;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static Entity issue(Entity issuer, String subject, boolean authority, KeyPurposeId purpose) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name(subject);
        X500Name issuerName = issuer == null ? name : new X509CertificateHolder(issuer.certificate().getEncoded()).getSubject();
        var builder = new JcaX509v3CertificateBuilder(issuerName, BigInteger.valueOf(1000 + serial++), FROM, TO, name, pair.getPublic());
        var tools = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, tools.createSubjectKeyIdentifier(pair.getPublic()));
        if (issuer != null) {
            builder.addExtension(Extension.authorityKeyIdentifier, false, tools.createAuthorityKeyIdentifier(issuer.certificate()));
        }
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign
            : purpose == null ? KeyUsage.nonRepudiation : KeyUsage.digitalSignature;
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        }
        if (purpose == KeyPurposeId.id_kp_OCSPSigning) {
            builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        }
        X509CertificateHolder holder = builder.build(signer(issuer == null ? pair.getPrivate() : issuer.key()));
        return new Entity(new JcaX509CertificateConverter().getCertificate(holder), pair.getPrivate());
    }

    private static ContentSigner signer(PrivateKey key) throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    private static Date date(int year, int month) {
        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        calendar.clear();
        calendar.set(year, month, 1);
        return calendar.getTime();
    }
}
