#include "overlap/folder/openfile.h"
#include "waysout.h"

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

using Verdict = WayOut::Verdict;

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
    const std::vector<WayOut> all = ::waysOut();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::addRow("%d %s", int(i), all[i].path.constData()) << all[i].path << all[i].verdict;
    QVERIFY(all.size() >= 200);
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
