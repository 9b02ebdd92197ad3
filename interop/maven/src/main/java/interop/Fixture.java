package interop;

import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPToken;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
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
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** A certificate authority with what signatures need, made anew in each run; its keys are thrown away. */
final class Fixture {
    private static final Date FROM = date(2026, Calendar.JANUARY);
    private static final Date TO = date(2056, Calendar.JANUARY);
    private static long serial = 1;

    private Fixture() {}

    record Entity(X509Certificate certificate, PrivateKey key) {
        CertificateToken token() { return new CertificateToken(certificate); }
    }

    static OCSPSource ocsp(Entity root, Entity responder) {
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

    static Entity issue(Entity issuer, String subject, boolean authority, KeyPurposeId purpose) throws Exception {
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
