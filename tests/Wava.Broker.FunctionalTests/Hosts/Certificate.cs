using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>A certificate that signs itself, for 127.0.0.1, in memory and in PEM files.</summary>
internal sealed class Certificate : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wava-");

    public Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Value = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(PemFile, Value.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Value { get; }

    public string PemFile => Path.Combine(_directory.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_directory.FullName, "key.pem");

    public void Dispose()
    {
        Value.Dispose();
        _directory.Delete(recursive: true);
    }
}
