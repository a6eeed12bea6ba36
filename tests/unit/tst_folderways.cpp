#include "overlap/folder/openfile.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace overlap::folder;
using namespace Qt::StringLiterals;

// The ways into a folder, and all those that would lead out of it.
class TestFolderWays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void waysIn_data();
    void waysIn();
    void waysOut_data();
    void waysOut();
    void namesOfWindows_data();
    void namesOfWindows();
    void isBelowOnly_data();
    void isBelowOnly();
    void foldersAreOpened();
    void rootMayComeLater();
    void readsFromAnywhere();
    void stampsChange();
    void replacedFileStaysWhole();

private:
    void write(const QString &path, const QByteArray &text) const;
    std::optional<OpenFile> open(const QByteArray &path) const;

    // The folder is `site` in it; beside it lies a secret.
    QTemporaryDir m_directory;
    QString m_root;
};

namespace {

// What becomes of a path.
enum class Verdict : quint8 {
    Refused,          // its names are not shown
    RefusedOnWindows, // elsewhere it is a name like any other
    Name,             // of something that is not there
};

const QByteArray secret = "This must not get out.";

// What a program has got of it.
QByteArray contentOf(std::optional<OpenFile> opened)
{
    return opened && !opened->isFolder() ? opened->read(0, 1000) : QByteArray();
}

} // namespace

void TestFolderWays::initTestCase()
{
    QVERIFY(m_directory.isValid());
    m_root = m_directory.filePath(u"site"_s);
    write(u"secret.txt"_s, secret);
    write(u"siteline/secret.txt"_s, secret); // its path begins with that of the folder
    write(u"site/index.html"_s, "index");
    write(u"site/css/a b.css"_s, "blank");
    write(u"site/css/%41.css"_s, "escape");
    write(u"site/\u00fc/\u4e2d.txt"_s, "letters");
    write(u"site/.env"_s, secret);
    write(u"site/.git/config"_s, secret);
    write(u"site/css/.hidden/a.css"_s, secret);
}

void TestFolderWays::write(const QString &path, const QByteArray &text) const
{
    const QString whole = m_directory.filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(whole).path()));
    QFile file(whole);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(whole));
    QCOMPARE(file.write(text), text.size());
}

std::optional<OpenFile> TestFolderWays::open(const QByteArray &path) const
{
    const std::optional<Way> way = wayOf(path, ownNames());
    NotOpened why{};
    return way ? openBelow(m_root, way->names, why) : std::nullopt;
}

void TestFolderWays::waysIn_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Way>("way");
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char *path, const QStringList &names, bool isFolder,
                        const char *content) {
        QTest::newRow(*path ? path : "itself")
            << QByteArray(path) << Way{names, isFolder} << QByteArray(content);
    };
    row("", {}, true, "");
    row("index.html", {u"index.html"_s}, false, "index");
    row("%69ndex%2ehtml", {u"index.html"_s}, false, "index");
    row("css/", {u"css"_s}, true, "");
    row("css", {u"css"_s}, false, "");
    row("css/a%20b.css", {u"css"_s, u"a b.css"_s}, false, "blank");
    row("css/%2541.css", {u"css"_s, u"%41.css"_s}, false, "escape"); // decoded once
    row("%C3%BC/%E4%B8%AD.txt", {u"\u00fc"_s, u"\u4e2d.txt"_s}, false, "letters");
    row("a..b/c...d", {u"a..b"_s, u"c...d"_s}, false, "");
    row("%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB.png", {u"\U0001f469\u200d\U0001f4bb.png"_s}, false, "");
}

void TestFolderWays::waysIn()
{
    QFETCH(QByteArray, path);
    QFETCH(Way, way);
    QFETCH(QByteArray, content);
    for (const Names rules : {Names::Unix, Names::Windows}) {
        const std::optional<Way> found = wayOf(path, rules);
        QVERIFY(found);
        QCOMPARE(found->names, way.names);
        QCOMPARE(found->isFolder, way.isFolder);
    }
    QCOMPARE(contentOf(open(path)), content);
}

void TestFolderWays::waysOut_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Verdict>("verdict");
    int count = 0;
    const auto row = [&](const QByteArray &path, Verdict verdict = Verdict::Refused) {
        QTest::addRow("%d %s", ++count, path.constData()) << path << verdict;
    };
    using enum Verdict;
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
    QVERIFY(count >= 200);
}

void TestFolderWays::waysOut()
{
    QFETCH(QByteArray, path);
    QFETCH(Verdict, verdict);
    QCOMPARE(wayOf(path, Names::Unix).has_value(), verdict != Verdict::Refused);
    QCOMPARE(wayOf(path, Names::Windows).has_value(), verdict == Verdict::Name);
    if (const std::optional<Way> way = wayOf(path, Names::Unix)) {
        const QString below = QDir::cleanPath(u"/root/"_s + way->names.join(u'/'));
        QVERIFY2(below.startsWith(u"/root/"_s), qPrintable(below));
        QCOMPARE(below.count(u'/'), way->names.size() + 1);
    }
    QVERIFY(!open(path));
}

void TestFolderWays::namesOfWindows_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : {u"console.log"_s, u"auxiliary"_s, u"nullable.txt"_s, u"com10"_s,
                                u"com"_s, u"comA"_s, u"lpt"_s, u"a.nul"_s, u"~a"_s, u"a~"_s,
                                u"a b.txt"_s, u" a"_s, u"a'b&c;d=e+f,g@h!i(j)[k]{l}^%$#"_s})
        QTest::newRow(qPrintable(name)) << name;
}

void TestFolderWays::namesOfWindows()
{
    QFETCH(QString, name);
    QVERIFY(isShown(name, Names::Windows));
    QVERIFY(isShown(name, Names::Unix));
}

void TestFolderWays::isBelowOnly_data()
{
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isBelowIt");
    QTest::newRow("itself") << u"/a/site"_s << u"/a/site"_s << true;
    QTest::newRow("file") << u"/a/site"_s << u"/a/site/b"_s << true;
    QTest::newRow("deep") << u"/a/site"_s << u"/a/site/b/c/d"_s << true;
    QTest::newRow("all") << u"/"_s << u"/etc/hosts"_s << true;
    QTest::newRow("hidden root") << u"/a/.site"_s << u"/a/.site/b"_s << true;
    QTest::newRow("drive") << u"//?/C:/"_s << u"//?/C:/b"_s << true;
    QTest::newRow("above") << u"/a/site"_s << u"/a"_s << false;
    QTest::newRow("beside") << u"/a/site"_s << u"/a/siteline"_s << false;
    QTest::newRow("elsewhere") << u"/a/site"_s << u"/etc/passwd"_s << false;
    QTest::newRow("dot file") << u"/a/site"_s << u"/a/site/b/.c"_s << false;
    QTest::newRow("dot folder") << u"/a/site"_s << u"/a/site/.b/c"_s << false;
    QTest::newRow("no root") << QString() << u"/etc/passwd"_s << false;
    QTest::newRow("nothing") << QString() << QString() << false;
}

void TestFolderWays::isBelowOnly()
{
    QFETCH(QString, root);
    QFETCH(QString, path);
    QFETCH(bool, isBelowIt);
    QCOMPARE(isBelow(root, path, Names::Unix), isBelowIt);
    QCOMPARE(isBelow(root, path, Names::Windows), isBelowIt);
}

void TestFolderWays::foldersAreOpened()
{
    for (const char *path : {"", "css", "css/"}) {
        const auto opened = open(path);
        QVERIFY(opened);
        QVERIFY(opened->isFolder());
    }
    NotOpened why{};
    QVERIFY(!openBelow(m_root, {u"index.html"_s, u"more"_s}, why));
    QCOMPARE(why, NotOpened::Missing);
}

// What builds a site deletes the folder first.
void TestFolderWays::rootMayComeLater()
{
    NotOpened why{};
    const QString root = m_directory.filePath(u"dist"_s);
    QVERIFY(!openBelow(root, {u"a.txt"_s}, why));
    QCOMPARE(why, NotOpened::Missing);
    write(u"dist/a.txt"_s, "first");
    QCOMPARE(contentOf(openBelow(root, {u"a.txt"_s}, why)), QByteArray("first"));
    QVERIFY(QDir(root).removeRecursively());
    QVERIFY(!openBelow(root, {u"a.txt"_s}, why));
    write(u"dist/a.txt"_s, "second");
    QCOMPARE(contentOf(openBelow(root + u'/', {u"a.txt"_s}, why)), QByteArray("second"));
    QVERIFY(!openBelow({}, {u"a.txt"_s}, why));
}

void TestFolderWays::readsFromAnywhere()
{
    QByteArray text;
    for (int i = 0; text.size() < 100'000; ++i)
        text += QByteArray::number(i) + ' ';
    write(u"site/long.txt"_s, text);
    auto opened = open("long.txt");
    QVERIFY(opened);
    QCOMPARE(opened->stamp.size, text.size());
    QCOMPARE(opened->read(0, text.size()), text);
    QCOMPARE(opened->read(50'000, 10), text.sliced(50'000, 10));
    QCOMPARE(opened->read(7, 50'000), text.sliced(7, 50'000)); // backwards, too
    QCOMPARE(opened->read(text.size() - 5, 100), text.last(5));
    QCOMPARE(opened->read(text.size(), 100), QByteArray());
    QCOMPARE(opened->read(text.size() + 5, 100), QByteArray());
}

void TestFolderWays::stampsChange()
{
    write(u"site/stamp.txt"_s, "one");
    const auto stamp = [this] { return open("stamp.txt")->stamp; };
    const Stamp first = stamp();
    QCOMPARE(first, stamp());
    QCOMPARE(first.size, 3);
    QCOMPARE(first.modifiedNs / 1'000'000,
             QFileInfo(m_root + u"/stamp.txt"_s).lastModified().toMSecsSinceEpoch());
    write(u"site/stamp.txt"_s, "four");
    QCOMPARE(stamp().size, 4);
    QFile file(m_root + u"/stamp.txt"_s);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::fromSecsSinceEpoch(784111777),
                             QFileDevice::FileModificationTime));
    file.close();
    QCOMPARE(stamp().modifiedNs, 784111777'000'000'000);
}

// Programs save by renaming. Who has the old file open reads it to its end.
void TestFolderWays::replacedFileStaysWhole()
{
    write(u"site/saved.txt"_s, "before");
    auto before = open("saved.txt");
    write(u"site/saved.new"_s, "after!");
    QVERIFY(QFile::remove(m_root + u"/saved.txt"_s));
    QVERIFY(QFile::rename(m_root + u"/saved.new"_s, m_root + u"/saved.txt"_s));
    auto after = open("saved.txt");
    QVERIFY(before && after);
    QVERIFY(before->stamp.id != after->stamp.id);
    QCOMPARE(before->read(0, 10), QByteArray("before"));
    QCOMPARE(after->read(0, 10), QByteArray("after!"));
}

QTEST_APPLESS_MAIN(TestFolderWays)
#include "tst_folderways.moc"
