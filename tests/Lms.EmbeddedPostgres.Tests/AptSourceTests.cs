using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Tests.Fakes;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class AptSourceTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private Machine Debian => Machine.Current with
    {
        AptDirectory = directory.Path,
        OsReleaseFile = directory.Write("os-release", "ID=debian\nVERSION_CODENAME=bookworm\n"),
    };

    public void Dispose() => directory.Dispose();

    [Fact]
    public void One_line_sources_give_mirror_suite_and_keys()
    {
        var sources = AptSource.ParseLines("""
            # deb http://commented.example/debian bookworm main
            deb-src http://mirror.example/debian bookworm main
            deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib # ours
            deb http://plain.example/debian bookworm main
            """).ToList();

        Assert.Equal(2, sources.Count);
        Assert.Equal(["http://mirror.example/debian"], sources[0].Uris);
        Assert.Equal(["bookworm"], sources[0].Suites);
        Assert.Equal(["main", "contrib"], sources[0].Components);
        Assert.Equal("/keys/debian.gpg", sources[0].SignedBy);
        Assert.Null(sources[1].SignedBy);
    }

    [Fact]
    public void Stanzas_give_several_mirrors_and_suites_and_keep_an_embedded_key()
    {
        var sources = AptSource.ParseStanzas("""
            # Comment
            Types: deb deb-src
            URIs: http://one.example/debian
             http://two.example/debian
            # A comment inside a stanza
            Suites: trixie trixie-updates
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQINBF
             -----END PGP PUBLIC KEY BLOCK-----

            Types: deb
            Enabled: no
            URIs: http://off.example/debian
            Suites: trixie
            Components: main

            Types: deb-src
            URIs: http://source.example/debian
            Suites: trixie
            Components: main
            """).ToList();

        var source = Assert.Single(sources);
        Assert.Equal(["http://one.example/debian", "http://two.example/debian"], source.Uris);
        Assert.Equal(["trixie", "trixie-updates"], source.Suites);
        var stanza = source.ToStanza("unstable");
        Assert.Contains("Suites: unstable\n", stanza);
        Assert.Contains("\n mQINBF\n", stanza);
        Assert.Equal(source.SignedBy, AptSource.ParseStanzas(stanza).Single().SignedBy);
    }

    [Fact]
    public void The_mirror_is_the_archive_of_the_machine_not_security_nor_somebody_elses()
    {
        directory.Write("sources.list", "deb http://security.example/debian-security bookworm main\n");
        directory.Write("sources.list.d/a.list", "deb http://tools.example/apt tools-bookworm main\n");
        directory.Write("sources.list.d/debian.sources", """
            Types: deb
            URIs: http://security.example/debian-security
            Suites: bookworm-security
            Components: main

            Types: deb
            URIs: http://mirror.example/debian/
            Suites: bookworm bookworm-updates
            Components: main
            Signed-By: /keys/debian.gpg
            """);

        Assert.Equal(["http://mirror.example/debian/"], DebianMirror.Find(Debian).Uris);
    }

    [Fact]
    public void A_derivative_of_Debian_has_no_mirror_for_it()
    {
        directory.Write("sources.list", "deb http://mirror.example/ubuntu noble main\n");
        var machine = Debian with { OsReleaseFile = directory.Write("os", "ID=ubuntu\nVERSION_CODENAME=noble\n") };

        var fault = Assert.Throws<RootBuildException>(() => DebianMirror.Find(machine));

        Assert.Contains("has no source for Debian", fault.Message);
    }

    [Fact]
    public void Sizes_of_packages_are_read_from_apts_answer()
    {
        var packages = PackageList.Parse("""
            Reading package lists...
            The following NEW packages will be installed:
              libnss3
            'http://mirror.example/pool/n/libnss3_2%3a3.132-1_amd64.deb' libnss3_2%3a3.132-1_amd64.deb 1544752 MD5Sum:26e1
            'http://mirror.example/pool/p/postgresql-18_18.6-3_amd64.deb' postgresql-18_18.6-3_amd64.deb 7430980 SHA256:12de
            """);

        Assert.Equal([new Package("libnss3", 1544752), new Package("postgresql-18", 7430980)], packages);
    }
}
