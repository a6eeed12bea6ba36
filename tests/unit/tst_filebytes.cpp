#include "overlap/net/filebytes.h"

#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

using namespace overlap::net;

class TestFileBytes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void areTheSameBytes();
    void leaveFromTheFile();
    void raiseNoSignal();
};

static QByteArray longBytes()
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < 100'000; ++i)
        bytes += QByteArray::number(i) + ' ';
    return bytes;
}

// Whether this platform copies them instead.
static bool areCopied()
{
    return !fileRangeOf(inFile(longBytes()));
}

// Connected to each other.
static std::array<int, 2> sockets()
{
    std::array<int, 2> pair{};
    return ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0 ? pair : std::array{-1, -1};
}

void TestFileBytes::areTheSameBytes()
{
    const QByteArray bytes = longBytes();
    const QByteArray first = inFile(bytes);
    const QByteArray second = inFile(bytes.toUpper());
    QCOMPARE(first, bytes);
    QCOMPARE(second, bytes.toUpper());
    QVERIFY(!fileRangeOf(bytes));
    if (areCopied())
        return;
    const auto range = fileRangeOf(QByteArrayView(second).sliced(7, 50'000));
    QVERIFY(range);
    QCOMPARE(range->offset, 7);
    QCOMPARE(range->size, 50'000);
    QVERIFY(range->file != fileRangeOf(first)->file);
    QVERIFY(!fileRangeOf(QByteArrayView(first).first(100))); // copying them costs less
}

void TestFileBytes::leaveFromTheFile()
{
    if (areCopied())
        QSKIP("This platform copies them.");
    const QByteArray bytes = inFile(longBytes());
    const auto [from, to] = sockets();
    const auto range = fileRangeOf(QByteArrayView(bytes).sliced(3, 20'000));
    const qint64 sent = sendRange(from, *range);
    QVERIFY(sent > 0);
    QByteArray received(20'000, '\0');
    qint64 count = 0;
    while (count < sent)
        count += ::recv(to, received.data() + count, std::size_t(received.size() - count), 0);
    QCOMPARE(received.first(sent), bytes.sliced(3, sent));
    ::close(from);
    ::close(to);
}

// A client that has gone must not end the program.
void TestFileBytes::raiseNoSignal()
{
    if (areCopied())
        QSKIP("This platform copies them.");
    std::signal(SIGPIPE, SIG_DFL);
    const QByteArray bytes = inFile(longBytes());
    const auto [from, to] = sockets();
    ::close(to);
    QCOMPARE(sendRange(from, *fileRangeOf(bytes)), -1);
    QCOMPARE(errno, EPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    QCOMPARE(::sigismember(&pending, SIGPIPE), 0);
    ::close(from);
}

QTEST_APPLESS_MAIN(TestFileBytes)
#include "tst_filebytes.moc"
