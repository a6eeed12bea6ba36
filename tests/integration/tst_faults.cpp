#include "patience.h"
#include "serving.h"

#include <QMetaEnum>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <memory>
#include <optional>

using namespace overlap;
using namespace Qt::StringLiterals;

// Answers that break off, and what common clients report: each as what it is. So this is also the
// table that the documentation has.
class TestFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void init()
    {
        Settings settings;
        settings.connections.limits.halfCloseWithin = {}; // a FIN means giving up
        m_serving.emplace(settings);
    }
    void cleanup() { m_serving.reset(); }
    void curl_data() { addFaults(); }
    void curl();
    void python_data() { addFaults(); }
    void python();
    void node_data() { addFaults(); }
    void node();
    void accessManager_data() { addFaults(); }
    void accessManager();
    void areRecorded_data() { addFaults(); }
    void areRecorded();

private:
    static void addFaults();
    QString url() const
    {
        QFETCH(const QString, target);
        return u"http://localhost:%1%2"_s.arg(m_serving->port()).arg(target);
    }
    QByteArray run(const QString &program, const QStringList &arguments);

    std::optional<Serving> m_serving;
};

// A client that waits gives up after this long.
static constexpr double patienceOfClients = 0.4; // seconds

// Clients may differ in what they do with the bytes before a fault: some rows allow for that.
static bool isLike(const QString &told, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(told).hasMatch();
}

void TestFaults::addFaults()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("curl");   // its exit status, and the bytes of the body
    QTest::addColumn<QString>("python"); // the exception of http.client, or the bytes of the body
    QTest::addColumn<QString>("node");   // the code of the error of fetch, or the bytes of the body
    // The error of QNetworkReply, and the bytes of the body. It may take a body in chunks that was
    // cut for a whole one.
    QTest::addColumn<QString>("qt");
    QTest::addColumn<record::Outcome>("outcome");
    using enum record::Outcome;
    const auto row = [](const char *name, const QString &target, const char *curl,
                        const char *python, const char *node, const char *qt,
                        record::Outcome outcome) {
        const auto text = [](const char *latin) { return QString::fromLatin1(latin); };
        QTest::newRow(name) << target << text(curl) << text(python) << text(node) << text(qt)
                            << outcome;
    };
    row("reset before the head", u"/reset"_s, "56 0", "ConnectionResetError", "ECONNRESET",
        "RemoteHostClosedError 0", Reset);
    row("empty reply", u"/empty"_s, "52 0", "RemoteDisconnected", "UND_ERR_SOCKET",
        "RemoteHostClosedError 0", CutShort);
    row("cut in a known length", u"/truncate"_s, "18 1024", "IncompleteRead", "UND_ERR_SOCKET",
        "RemoteHostClosedError 1024", CutShort);
    row("cut in chunks", u"/do?send=1KiB&close"_s, "18 1024", "IncompleteRead", "UND_ERR_SOCKET",
        "(RemoteHostClosedError|NoError) 1024", CutShort);
    row("cut where nobody can tell", u"/do?until-close&send=1KiB&close"_s, "0 1024", "1024", "1024",
        "NoError 1024", CutShort);
    row("reset in the body", u"/do?send=1KiB&reset"_s, "56 1024", "ConnectionResetError",
        "ECONNRESET", "(RemoteHostClosedError|NoError) 1024", Reset);
    row("no HTTP", u"/garbage"_s, "1 0", "BadStatusLine", "HPE_INVALID_CONSTANT",
        "(RemoteHostClosedError|ProtocolFailure) 0", Garbled);
    row("no chunk", u"/do?chunked&send=1KiB&garbage"_s, "56 (0|1024)", "IncompleteRead",
        "HPE_INVALID_CHUNK_SIZE", "(NoError|ProtocolFailure) 1024", Garbled);
    row("stalled before the head", u"/stall"_s, "28 0", "TimeoutError", "TimeoutError",
        "OperationCanceledError 0", AbortedByClient);
    row("stalled in the body", u"/do?send=1KiB&stall"_s, "28 1024", "TimeoutError", "TimeoutError",
        "OperationCanceledError 1024", AbortedByClient);
    row("too late", u"/delay/60s"_s, "28 0", "TimeoutError", "TimeoutError",
        "OperationCanceledError 0", AbortedByClient);
}

QByteArray TestFaults::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, patienceMs))
        return "does not end";
    return process.readAllStandardOutput().trimmed();
}

void TestFaults::curl()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed");
    QFETCH(const QString, curl);
    const QByteArray told =
        run(u"curl"_s,
            {u"-s"_s, u"--noproxy"_s, u"*"_s, u"-m"_s, QString::number(patienceOfClients), u"-o"_s,
             QProcess::nullDevice(), u"-w"_s, u"%{exitcode} %{size_download}"_s, url()});
    QVERIFY2(isLike(QString::fromLatin1(told), curl), told);
}

void TestFaults::python()
{
    if (QStandardPaths::findExecutable(u"python3"_s).isEmpty())
        QSKIP("Python is not installed");
    QFETCH(const QString, target);
    QFETCH(const QString, python);
    const QString script = uR"(
import http.client, sys
connection = http.client.HTTPConnection('localhost', int(sys.argv[1]), timeout=float(sys.argv[3]))
try:
    connection.request('GET', sys.argv[2])
    print(len(connection.getresponse().read()))
except Exception as error:
    print('TimeoutError' if isinstance(error, TimeoutError) else type(error).__name__)
)"_s;
    QCOMPARE(run(u"python3"_s, {u"-c"_s, script, QString::number(m_serving->port()), target,
                                QString::number(patienceOfClients)}),
             python.toLatin1());
}

void TestFaults::node()
{
    if (QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("Node is not installed");
    QFETCH(const QString, node);
    const QString script = uR"(
if (!globalThis.fetch) { console.log('no fetch'); process.exit(); }
fetch(process.argv[1], {signal: AbortSignal.timeout(1000 * process.argv[2])})
  .then((answer) => answer.arrayBuffer())
  .then((body) => console.log(body.byteLength))
  .catch((error) => console.log(error.cause ? error.cause.code : error.name));
)"_s;
    const QByteArray told =
        run(u"node"_s, {u"-e"_s, script, url(), QString::number(patienceOfClients)});
    if (told == "no fetch")
        QSKIP("This Node is too old");
    QCOMPARE(told, node.toLatin1());
}

void TestFaults::accessManager()
{
    QFETCH(const QString, qt);
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url())};
    request.setTransferTimeout(int(1000 * patienceOfClients));
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    qsizetype bytes = 0;
    connect(reply.get(), &QIODevice::readyRead, this, [&] { bytes += reply->readAll().size(); });
    QTRY_VERIFY(reply->isFinished());
    const char *error =
        QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(reply->error());
    const QString told = QString::fromLatin1(error) + u' ' + QString::number(bytes);
    QVERIFY2(isLike(told, qt), qPrintable(told));
}

void TestFaults::areRecorded()
{
    QFETCH(const record::Outcome, outcome);
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url())};
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    if (outcome == record::Outcome::AbortedByClient) {
        QTRY_COMPARE(m_serving->store().inFlight().size(), 1u);
        reply->abort();
    }
    QTRY_VERIFY(reply->isFinished());
    QTRY_VERIFY(m_serving->store().total() > 0 && m_serving->store().inFlight().empty());
    QCOMPARE(m_serving->records().back().outcome, outcome);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
