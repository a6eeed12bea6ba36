#include "overlap/folder/openfile.h"

#include <QDir>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace overlap::folder;
using namespace Qt::StringLiterals;

// Links in a folder, and what is no file: nothing leads out, and nothing is waited for.
class TestFolderLinks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void links_data();
    void links();
    void rootIsALink();
    void specialFiles_data();
    void specialFiles();
    void whatIsInMemory();
    void unreadable();
    void tooManyAreOpen();
    void linkIsExchanged();
    void fileIsExchanged();

private:
    void write(const QString &path, const QByteArray &text) const;
    QByteArray nameOf(const QString &path) const;
    QByteArray content(const QStringList &names, const QString &root = u"site"_s) const;

    QByteArray cachedContent(const QStringList &names) const;
    void exchange(const std::array<const char *, 2> &targets, bool byLinks);

    QTemporaryDir m_directory;
    std::atomic<int> m_looks = 0;   // -1: no more
    QHash<QByteArray, int> m_texts; // what was seen, and how often
};

namespace {

const QByteArray secret = "This must not get out.";

} // namespace

QByteArray TestFolderLinks::nameOf(const QString &path) const
{
    return QFile::encodeName(m_directory.filePath(path));
}

void TestFolderLinks::write(const QString &path, const QByteArray &text) const
{
    const QString whole = m_directory.filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(whole).path()));
    QFile file(whole);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(whole));
    file.write(text);
}

// "-": there is nothing.
QByteArray TestFolderLinks::content(const QStringList &names, const QString &root) const
{
    NotOpened why{};
    auto opened = openBelow(m_directory.filePath(root), names, why);
    return !opened ? "-" : opened->isFolder() ? "folder" : opened->read(0, 1000);
}

// The same without waiting for the disk: what may be found then is no other.
QByteArray TestFolderLinks::cachedContent(const QStringList &names) const
{
    const auto opened = openCached(m_directory.filePath(u"site"_s), names);
    return opened ? opened->read(0, 1000) : "-";
}

void TestFolderLinks::initTestCase()
{
    QVERIFY(m_directory.isValid());
    write(u"secret.txt"_s, secret);
    write(u"outside/secret.txt"_s, secret);
    write(u"siteline/secret.txt"_s, secret);
    write(u"site/a.txt"_s, "a");
    write(u"site/sub/b.txt"_s, "b");
    write(u"site/.env"_s, secret);
    write(u"site/.git/config"_s, secret);
}

void TestFolderLinks::links_data()
{
    QTest::addColumn<QByteArray>("target"); // of the link `site/sub/link`; {}: the directory
    QTest::addColumn<QStringList>("behind");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *target, const QStringList &behind, const char *expected) {
        QTest::addRow("%s %s", target, qPrintable(behind.join(u'/')))
            << QByteArray(target) << behind << QByteArray(expected);
    };
    row("b.txt", {}, "b");
    row("../a.txt", {}, "a");
    row("../sub/../a.txt", {}, "a");
    row("{}/site/a.txt", {}, "a");
    row("{}/outside/../site/a.txt", {}, "a");
    row("..", {u"a.txt"_s}, "a");
    row("..", {}, "folder");
    row(".", {u"b.txt"_s}, "b");
    row(".", {u"link"_s, u"link"_s, u"b.txt"_s}, "b");
    row("../../site", {u"a.txt"_s}, "a");

    row("../../secret.txt", {}, "-");
    row("{}/secret.txt", {}, "-");
    row("../..", {}, "-");
    row("../..", {u"secret.txt"_s}, "-");
    row("../..", {u"outside"_s, u"secret.txt"_s}, "-");
    row("{}", {u"secret.txt"_s}, "-");
    row("{}/outside", {u"secret.txt"_s}, "-");
    row("../../siteline", {u"secret.txt"_s}, "-");
    row("/", {}, "-");
    row("/etc", {}, "-");
    row("/etc/passwd", {}, "-");
    row("/", {u"etc"_s, u"passwd"_s}, "-");
    row("/proc/self/environ", {}, "-");
    row("/proc/self/cwd", {}, "-");
    row("/proc/self/root", {u"etc"_s, u"passwd"_s}, "-");
    row("/dev/zero", {}, "-");
    row("/dev/stdin", {}, "-");
    row("/dev/fd/0", {}, "-");
    row("../.env", {}, "-");
    row("../.git", {}, "-");
    row("../.git", {u"config"_s}, "-");
    row("../.git/config", {}, "-");
    row("link", {}, "-");
    row("link", {u"b.txt"_s}, "-");
    row("nothing", {}, "-");
    row("b.txt/", {}, "-");
    row("b.txt", {u"more"_s}, "-");
}

void TestFolderLinks::links()
{
    QFETCH(QByteArray, target);
    QFETCH(QStringList, behind);
    QFETCH(QByteArray, expected);
    const QByteArray link = nameOf(u"site/sub/link"_s);
    ::unlink(link.constData());
    target.replace("{}", QFile::encodeName(m_directory.path()));
    QCOMPARE(::symlink(target.constData(), link.constData()), 0);
    QCOMPARE(content(QStringList{u"sub"_s, u"link"_s} + behind), expected);
    QCOMPARE(cachedContent(QStringList{u"sub"_s, u"link"_s} + behind), QByteArray("-"));
    // By a second one, too.
    const QByteArray second = nameOf(u"site/second"_s);
    ::unlink(second.constData());
    QCOMPARE(::symlink("sub/link", second.constData()), 0);
    QCOMPARE(content(QStringList{u"second"_s} + behind), expected);
}

// The folder itself may be one: then what it leads to is the folder.
void TestFolderLinks::rootIsALink()
{
    QCOMPARE(::symlink("site", nameOf(u"current"_s).constData()), 0);
    QCOMPARE(content({u"a.txt"_s}, u"current"_s), QByteArray("a"));
    QCOMPARE(content({u".env"_s}, u"current"_s), QByteArray("-"));
    QCOMPARE(content({u"second"_s, u".."_s, u".."_s, u"secret.txt"_s}, u"current"_s),
             QByteArray("-"));
}

void TestFolderLinks::specialFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("pipe") << u"pipe"_s;
    QTest::newRow("socket") << u"socket"_s;
    QTest::newRow("link to a pipe") << u"topipe"_s;
}

// Opening a pipe would wait for someone who writes.
void TestFolderLinks::specialFiles()
{
    QFETCH(QString, name);
    const QByteArray path = nameOf(u"site/"_s + name);
    if (name == "pipe"_L1) {
        QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    } else if (name == "topipe"_L1) {
        QCOMPARE(::symlink("pipe", path.constData()), 0);
    } else {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (std::size_t(path.size()) >= sizeof address.sun_path)
            QSKIP("The path of the temporary folder is too long for a socket.");
        std::copy_n(path.constData(), path.size(), address.sun_path);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        const int bound =
            ::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address);
        ::close(socket);
        QCOMPARE(bound, 0);
    }
    QCOMPARE(content({name}), QByteArray("-"));
    QCOMPARE(cachedContent({name}), QByteArray("-"));
}

// Without links it is what openBelow() finds, where the system tells.
void TestFolderLinks::whatIsInMemory()
{
    for (const QStringList &names : QList<QStringList>{{u".env"_s},
                                                       {u".git"_s, u"config"_s},
                                                       {u".."_s, u"secret.txt"_s},
                                                       {u"sub"_s, u".."_s, u"a.txt"_s},
                                                       {u"sub"_s},
                                                       {u"none.txt"_s},
                                                       {u"a.txt"_s, u"b.txt"_s}})
        QCOMPARE(cachedContent(names), QByteArray("-"));
    const QString root = m_directory.filePath(u"site"_s);
    const auto cached = openCached(root, {u"sub"_s, u"b.txt"_s});
    if (!cached)
        QSKIP("This system does not tell what is in memory.");
    NotOpened why{};
    const auto opened = openBelow(root, {u"sub"_s, u"b.txt"_s}, why);
    QVERIFY(opened);
    QCOMPARE(cached->stamp, opened->stamp);
    QCOMPARE(cached->read(0, 1000, OpenFile::Wait::Never), QByteArray("b"));
    QCOMPARE(cached->read(1, 1000, OpenFile::Wait::Never), QByteArray());
}

// It is not told from a file that is not there.
void TestFolderLinks::unreadable()
{
    if (::geteuid() == 0)
        QSKIP("This user may read everything.");
    write(u"site/private.txt"_s, secret);
    QCOMPARE(::chmod(nameOf(u"site/private.txt"_s).constData(), 0), 0);
    NotOpened why{};
    QVERIFY(!openBelow(m_directory.filePath(u"site"_s), {u"private.txt"_s}, why));
    QCOMPARE(why, NotOpened::Missing);
}

// That is no reason to say that it is not there.
void TestFolderLinks::tooManyAreOpen()
{
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int lowestFree = ::dup(STDERR_FILENO);
    QVERIFY(lowestFree >= 0);
    ::close(lowestFree);
    rlimit none = before;
    none.rlim_cur = rlim_t(lowestFree);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    NotOpened why{};
    const QString root = m_directory.filePath(u"site"_s);
    const bool isOpen = openBelow(root, {u"a.txt"_s}, why).has_value();
    ::setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY(!isOpen);
    QCOMPARE(why, NotOpened::Failed);
    QCOMPARE(content({u"a.txt"_s}), QByteArray("a"));
}

// Somebody puts another file, or a link, in its place during each look.
void TestFolderLinks::exchange(const std::array<const char *, 2> &targets, bool byLinks)
{
    const QByteArray name = nameOf(u"site/changing"_s);
    const QByteArray next = nameOf(u"site/next"_s);
    std::thread exchanging([&] {
        int seen = 0;
        for (int i = 0; seen >= 0; ++i) {
            const QByteArray target = nameOf(QString::fromLatin1(targets[i % 2 ? 1 : 0]));
            if ((byLinks ? ::symlink : ::link)(target.constData(), next.constData()) == 0)
                std::rename(next.constData(), name.constData());
            const int before = seen;
            while ((seen = m_looks) == before)
                std::this_thread::yield();
        }
    });
    m_texts.clear();
    for (int i = 1; i <= 2000; ++i) {
        m_looks = i;
        ++m_texts[content({u"changing"_s})];
    }
    m_looks = -1;
    exchanging.join();
}

void TestFolderLinks::linkIsExchanged()
{
    write(u"site/inside.txt"_s, "inside");
    exchange({"site/inside.txt", "secret.txt"}, true);
    QCOMPARE(m_texts.take("inside") + m_texts.take("-"), 2000);
    QVERIFY(m_texts.isEmpty());
}

// A file that is saved by renaming is there all the time.
void TestFolderLinks::fileIsExchanged()
{
    write(u"site/one.txt"_s, "one");
    write(u"site/two.txt"_s, "two");
    QFile::remove(m_directory.filePath(u"site/changing"_s));
    QCOMPARE(::link(nameOf(u"site/two.txt"_s).constData(), nameOf(u"site/changing"_s).constData()),
             0);
    exchange({"site/one.txt", "site/two.txt"}, false);
    QCOMPARE(m_texts.take("one") + m_texts.take("two"), 2000);
    QVERIFY(m_texts.isEmpty());
}

QTEST_APPLESS_MAIN(TestFolderLinks)
#include "tst_folderlinks.moc"
