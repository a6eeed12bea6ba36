#include "overlap/load/responsereader.h"

#include <QTest>

using namespace overlap::load;
using State = ResponseReader::State;

class TestResponseReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void readsByteByByte_data() { reads_data(); }
    void readsByteByByte();
    void readsAtEverySplit_data() { reads_data(); }
    void readsAtEverySplit();
    void boundsTheHead();

private:
    void compare(const ResponseReader &reader);
};

// State and status after all bytes, then after the connection was closed.
void TestResponseReader::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("open");
    QTest::addColumn<State>("closed");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, State open, State closed,
                        int status) { QTest::newRow(name) << bytes << open << closed << status; };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const auto complete = State::Complete;
    const auto failed = State::Failed;
    row("with a length", ok + "Content-Length: 5\r\n\r\nhello", complete, complete, 200);
    row("of no length", ok + "content-length:0\r\n\r\n", complete, complete, 200);
    row("until closed", ok + "\r\nhello", State::ReadingBody, complete, 200);
    row("until closed, empty", ok + "\r\n", State::ReadingBody, complete, 200);
    row("no reason phrase", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", complete, complete, 404);
    row("HTTP/1.0", "HTTP/1.0 503 No\r\nContent-Length: 2\r\n\r\nab", complete, complete, 503);
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", complete, complete, 204);
    row("after 100", "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 1\r\n\r\nx", complete,
        complete, 200);
    row("the same length twice", ok + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", complete,
        complete, 200);
    row("nothing", "", State::ReadingHead, failed, 0);
    row("cut in the head", ok + "Content-Le", State::ReadingHead, failed, 0);
    row("cut in the body", ok + "Content-Length: 5\r\n\r\nhell", State::ReadingBody, failed, 200);
    row("too much", ok + "Content-Length: 4\r\n\r\nhello", failed, failed, 200);
    row("too much of nothing", ok + "Content-Length: 0\r\n\r\nx", failed, failed, 200);
    row("differing lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx", failed, failed,
        200);
    row("a signed length", ok + "Content-Length: +1\r\n\r\nx", failed, failed, 200);
    row("a negative length", ok + "Content-Length: -1\r\n\r\nx", failed, failed, 200);
    row("a huge length", ok + "Content-Length: 99999999999999999999\r\n\r\n", failed, failed, 200);
    row("an empty length", ok + "Content-Length:\r\n\r\n", failed, failed, 200);
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    row("chunked", chunked + "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nA: b\r\n\r\n", complete, complete,
        200);
    row("no chunks", chunked + "0\r\n\r\n", complete, complete, 200);
    row("chunks cut short", chunked + "5\r\nhello\r\n", State::ReadingBody, failed, 200);
    row("a bad chunk", chunked + "5\r\nhelloo\r\n0\r\n\r\n", failed, failed, 200);
    row("bytes behind chunks", chunked + "0\r\n\r\nx", failed, failed, 200);
    row("chunks and a length", ok + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\nx",
        failed, failed, 200);
    row("another coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", failed, failed,
        200);
    row("chunked, and 204", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        complete, complete, 204);
    row("a field without a name", ok + ": x\r\n\r\n", failed, failed, 200);
    row("a field without a colon", ok + "name\r\n\r\n", failed, failed, 200);
    row("space before the colon", ok + "a : b\r\n\r\n", failed, failed, 200);
    row("a bare line feed", ok + "a: b\nc: d\r\n\r\n", failed, failed, 200);
    row("garbage", "SSH-2.0-OpenSSH_9.2\r\n\r\n", failed, failed, 0);
    row("another protocol", "HTTP/2.0 200 OK\r\n\r\n", failed, failed, 0);
    row("a bad status", "HTTP/1.1 20x OK\r\n\r\n", failed, failed, 0);
    row("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", failed, failed, 0);
    row("a status out of range", "HTTP/1.1 999 OK\r\n\r\n", failed, failed, 0);
}

void TestResponseReader::compare(const ResponseReader &reader)
{
    QFETCH(State, open);
    QFETCH(State, closed);
    QFETCH(int, status);
    QCOMPARE(reader.state(), open);
    QCOMPARE(reader.error().isEmpty(), open != State::Failed);
    ResponseReader finished = reader;
    finished.finish();
    QCOMPARE(finished.state(), closed);
    QCOMPARE(finished.error().isEmpty(), closed != State::Failed);
    QCOMPARE(finished.status(), status);
}

void TestResponseReader::reads()
{
    QFETCH(QByteArray, bytes);
    ResponseReader reader;
    reader.receive(bytes);
    compare(reader);
}

void TestResponseReader::readsByteByByte()
{
    QFETCH(QByteArray, bytes);
    ResponseReader reader;
    for (const char &byte : bytes)
        reader.receive({&byte, 1});
    compare(reader);
}

void TestResponseReader::readsAtEverySplit()
{
    QFETCH(QByteArray, bytes);
    for (qsizetype split = 0; split <= bytes.size(); ++split) {
        ResponseReader reader;
        reader.receive(QByteArrayView(bytes).first(split));
        reader.receive(QByteArrayView(bytes).sliced(split));
        compare(reader);
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(QStringLiteral("split at %1").arg(split)));
    }
}

void TestResponseReader::boundsTheHead()
{
    ResponseReader reader;
    const QByteArray field = "a: " + QByteArray(1000, 'x') + "\r\n";
    reader.receive("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 60; ++i)
        reader.receive(field);
    QCOMPARE(reader.state(), State::ReadingHead);
    for (int i = 0; i < 10; ++i)
        reader.receive(field);
    QCOMPARE(reader.state(), State::Failed);
}

QTEST_APPLESS_MAIN(TestResponseReader)
#include "tst_responsereader.moc"
