#pragma once

#include <QByteArray>

#include <vector>

// The ways that would lead out of a folder, or to what nobody may know: behind its slash, as in a
// request. Beside the folder lies secret.txt.
struct WayOut
{
    // What becomes of it.
    enum class Verdict : quint8 {
        Refused,          // its names are not shown
        RefusedOnWindows, // elsewhere it is a name like any other
        Name,             // of something that is not there
    };
    QByteArray path;
    Verdict verdict;
};

inline std::vector<WayOut> waysOut()
{
    using enum WayOut::Verdict;
    std::vector<WayOut> all;
    all.reserve(400);
    const auto row = [&all](const QByteArray &path, WayOut::Verdict verdict = Refused) {
        all.push_back({path, verdict});
    };
    // Upwards: each spelling of two dots, with each of a separator.
    for (const char *before : {"", "css/", "css/../"}) {
        for (const char *dots : {"..", "%2e%2e", "%2E%2E", ".%2e", "%2e."}) {
            for (const char *separator : {"/", "%2f", "%2F", "\\", "%5c", "%5C"})
                row(QByteArray(before) + dots + separator + "secret.txt");
        }
    }
    for (const char *path : {"..",
                             "../",
                             "%2e%2e",
                             "css/..",
                             "css/../..",
                             "../../../../../../../../etc/passwd",
                             "css/../../secret.txt",
                             "./../secret.txt",
                             "%2e/%2e%2e/secret.txt",
                             "css/./../../secret.txt",
                             ".",
                             "./",
                             "./index.html",
                             "%2e/index.html",
                             "css/.",
                             "...",
                             ".../secret.txt",
                             "....//secret.txt",
                             "..../secret.txt",
                             "..;/secret.txt",
                             "..;a=b/secret.txt",
                             "..%3b/secret.txt",
                             "..%20/secret.txt",
                             "..%09/secret.txt",
                             "..%00/secret.txt",
                             "..%00",
                             "..%0d%0a/secret.txt",
                             "..%3f/secret.txt",
                             "..%23/secret.txt",
                             "..%ff/secret.txt"})
        row(path);
    // Absolute, or with an empty name.
    for (const char *path : {"/",
                             "//",
                             "/etc/passwd",
                             "//etc/passwd",
                             "%2fetc%2fpasswd",
                             "%2Fetc/passwd",
                             "css//a%20b.css",
                             "css//../secret.txt",
                             "css/%2f/a.css",
                             "\\",
                             "\\etc\\passwd",
                             "%5cetc%5cpasswd",
                             "\\\\server\\share\\secret.txt",
                             "%5c%5cserver%5cshare",
                             "//server/share",
                             "\\\\?\\C:\\secret.txt",
                             "\\\\.\\C:\\secret.txt",
                             "%5c%5c.%5cPhysicalDrive0",
                             "css\\a%20b.css",
                             "css%5c..%5c..%5csecret.txt",
                             "css%2fa%20b.css",
                             "C:%5csecret.txt",
                             "file:///etc",
                             "nul/../secret.txt%20",
                             "css/..%5c..%5csecret.txt",
                             "css/..\\..\\secret.txt"})
        row(path);
    // Other spellings of a dot or a slash, as some decoders take them.
    for (const char *path : {"%c0%ae%c0%ae/secret.txt",
                             "%c0%ae%c0%ae%c0%afsecret.txt",
                             "..%c0%afsecret.txt",
                             "..%c0%2fsecret.txt",
                             "..%c1%9csecret.txt",
                             "%e0%80%ae%e0%80%ae/secret.txt",
                             "..%e0%80%afsecret.txt",
                             "%f0%80%80%ae%f0%80%80%ae/secret.txt",
                             "..%f0%80%80%afsecret.txt",
                             "%f8%80%80%80%aesecret.txt",
                             "%fc%80%80%80%80%aesecret.txt",
                             "%c0%80secret.txt",
                             "%ff",
                             "%80",
                             "%c3",
                             "%c3/a",
                             "%ed%a0%80",
                             "%ed%a0%ae%ed%b0%ae",
                             "%f4%90%80%80",
                             "%c0.%c0./secret.txt",
                             "%u002e%u002e/secret.txt",
                             "%",
                             "%2",
                             "%2/",
                             "%zz",
                             "%2g",
                             "css/%",
                             "index.html%",
                             "%-1",
                             "%+2e",
                             "% 2e"})
        row(path);
    // Two times encoded: the names of nothing.
    for (const char *path :
         {"%252e%252e/secret.txt", "%252e%252e%252fsecret.txt", "%25252e%25252e/secret.txt",
          "%255c%255csecret.txt", "css/%252e%252e/%252e%252e/secret.txt"})
        row(path, Name);
    row("..%252fsecret.txt");
    row("..%255csecret.txt");
    // Letters that only look like dots and slashes.
    for (const char *path :
         {"%ef%bc%8e%ef%bc%8e/secret.txt", "%e2%80%a4%e2%80%a4/secret.txt", "%e2%80%a5/secret.txt",
          "%e2%80%a6/secret.txt", "%e3%80%82%e3%80%82/secret.txt", "a%e2%88%95secret.txt",
          "a%e2%81%84secret.txt", "a%ef%bc%8fsecret.txt", "a%ef%bc%bcsecret.txt"})
        row(path, Name);
    // Characters that nobody sees, and that end a name.
    for (const char *path :
         {"%00", "index.html%00", "index.html%00.css", "%00/secret.txt", "css%00/a.css", "%01",
          "a%0ab", "a%0db", "a%09b", "%7f", "a%c2%80b", "a%c2%9fb", "index.html%0a", "%1b[2J"})
        row(path);
    // Dot files, and what file systems take for one.
    for (const char *path : {".env",
                             "%2eenv",
                             ".git/config",
                             "%2egit/config",
                             ".git",
                             ".git/",
                             "css/.hidden/a.css",
                             "css/%2Ehidden/a.css",
                             ".GIT/config",
                             "%e2%80%8c.git/config",
                             "%e2%80%8d.git/config",
                             "%ef%bb%bf.git/config",
                             "%ef%bb%bf%ef%bb%bf.env",
                             "%e2%80%8e%e2%80%8f.env",
                             "%c2%ad.env",
                             "%e2%80%ae.env",
                             "%e2%81%a0.env",
                             "%e2%80%8b.env",
                             "%ef%bb%bf",
                             "index.html/..namedfork/rsrc",
                             ".well-known/acme"})
        row(path);
    // Names that Windows takes for another.
    for (const char *path : {"index.html.",
                             "index.html..",
                             "index.html%20",
                             "index.html.%20.",
                             "css./a.css",
                             "css%20/a.css",
                             "secret.txt.",
                             "a.%20",
                             "C:",
                             "C:/secret.txt",
                             "c:secret.txt",
                             "index.html::$DATA",
                             "index.html%3a%3a$DATA",
                             "index.html:stream",
                             "css::$INDEX_ALLOCATION/a.css",
                             "css:$I30:$INDEX_ALLOCATION/a.css",
                             "GIT~1/config",
                             "git~1/config",
                             "ENV~1",
                             "a~9.txt",
                             "nul",
                             "NUL",
                             "nul.txt",
                             "NUL.tar.gz",
                             "con",
                             "css/con",
                             "con.css",
                             "con%20.css",
                             "aux",
                             "prn.html",
                             "com1",
                             "COM9.txt",
                             "com0",
                             "lpt1",
                             "LPT9.html",
                             "com%c2%b9",
                             "lpt%c2%b2.txt",
                             "COM%c2%b3",
                             "conin$",
                             "CONOUT$",
                             "clock$",
                             "a%3cb",
                             "a%3eb",
                             "a%22b",
                             "a%7cb",
                             "a%3fb",
                             "a*b",
                             "%3f%3f",
                             "aux/a.css"})
        row(path, RefusedOnWindows);
    row("~/secret.txt", Name);
    row("~root/secret.txt", Name);
    row("$HOME/secret.txt", Name);
    row("common.css", Name);
    row("console/com10/nullable.txt/lpt", Name);
    row("a~b/c~", Name);
    row(QByteArray(300, 'a'), Name);
    row(QByteArray(300, 'a') + "/../secret.txt");
    row(QByteArray("a/").repeated(3000) + "a", Name);
    row(QByteArray("../").repeated(3000) + "secret.txt");
    return all;
}
