#include "browser.h"
#include "patience.h"
#include "serving.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMetaEnum>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <memory>
#include <optional>
#include <vector>

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
    void chromium();
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

// After how many seconds a client gives up: soon only where that is what the row is about.
static double patienceOfClient()
{
    QFETCH(const record::Outcome, outcome);
    return outcome == record::Outcome::AbortedByClient ? 1 : patienceMs / 1000.0;
}

static bool isLike(const QString &told, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(told).hasMatch();
}

// Clients may differ in what they do with the bytes before a fault: some patterns allow for that.
struct Fault
{
    const char *name;
    const char *target;
    const char *curl;   // its exit status, and the bytes of the body
    const char *python; // the exception of http.client, or the bytes of the body
    const char *node;   // the code of the error of fetch, or the bytes of the body
    // The error of QNetworkReply, and the bytes of the body. It may take a body in chunks that was
    // cut for a whole one.
    const char *qt;
    // The net::ERR_… in its console, the error of fetch, and the bytes of the body. A page may lose
    // those that came just before an error.
    const char *chromium;
    record::Outcome outcome;
};

static std::vector<Fault> faults()
{
    using enum record::Outcome;
    return {
        {"reset before the head", "/reset", "56 0", "ConnectionResetError", "ECONNRESET",
         "RemoteHostClosedError 0", "ERR_CONNECTION_RESET TypeError: Failed to fetch 0", Reset},
        {"empty reply", "/empty", "52 0", "RemoteDisconnected", "UND_ERR_SOCKET",
         "RemoteHostClosedError 0", "ERR_EMPTY_RESPONSE TypeError: Failed to fetch 0", CutShort},
        {"cut in a known length", "/truncate", "18 1024", "IncompleteRead", "UND_ERR_SOCKET",
         "RemoteHostClosedError 1024",
         "ERR_CONTENT_LENGTH_MISMATCH TypeError: network error (0|1024)", CutShort},
        {"cut in chunks", "/do?send=1KiB&close", "18 1024", "IncompleteRead", "UND_ERR_SOCKET",
         "(RemoteHostClosedError|NoError) 1024",
         "ERR_INCOMPLETE_CHUNKED_ENCODING TypeError: network error (0|1024)", CutShort},
        {"cut where nobody can tell", "/do?until-close&send=1KiB&close", "0 1024", "1024", "1024",
         "NoError 1024", "1024", CutShort},
        {"reset in the body", "/do?send=1KiB&reset", "56 1024", "ConnectionResetError",
         "ECONNRESET", "(RemoteHostClosedError|NoError) 1024",
         "ERR_CONNECTION_RESET TypeError: network error (0|1024)", Reset},
        {"no HTTP", "/garbage", "1 0", "BadStatusLine", "HPE_INVALID_CONSTANT",
         "(RemoteHostClosedError|ProtocolFailure) 0",
         "ERR_INVALID_HTTP_RESPONSE TypeError: Failed to fetch 0", Garbled},
        {"no chunk", "/do?chunked&send=1KiB&garbage", "56 (0|1024)", "IncompleteRead",
         "HPE_INVALID_CHUNK_SIZE", "(NoError|ProtocolFailure) 1024",
         "ERR_INVALID_CHUNKED_ENCODING TypeError: network error (0|1024)", Garbled},
        {"stalled before the head", "/stall", "28 0", "TimeoutError", "TimeoutError",
         "OperationCanceledError 0", "AbortError: .* 0", AbortedByClient},
        {"stalled in the body", "/do?send=1KiB&stall", "28 (0|1024)", "TimeoutError",
         "TimeoutError", "OperationCanceledError (0|1024)", "AbortError: .* 1024", AbortedByClient},
        {"too late", "/delay/60s", "28 0", "TimeoutError", "TimeoutError",
         "OperationCanceledError 0", "AbortError: .* 0", AbortedByClient},
    };
}

void TestFaults::addFaults()
{
    for (const char *column : {"target", "curl", "python", "node", "qt"})
        QTest::addColumn<QString>(column);
    QTest::addColumn<record::Outcome>("outcome");
    const auto text = [](const char *latin) { return QString::fromLatin1(latin); };
    for (const Fault &fault : faults())
        QTest::newRow(fault.name) << text(fault.target) << text(fault.curl) << text(fault.python)
                                  << text(fault.node) << text(fault.qt) << fault.outcome;
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
            {u"-s"_s, u"--noproxy"_s, u"*"_s, u"-m"_s, QString::number(patienceOfClient()), u"-o"_s,
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
                                QString::number(patienceOfClient())}),
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
        run(u"node"_s, {u"-e"_s, script, url(), QString::number(patienceOfClient())});
    if (told == "no fetch")
        QSKIP("This Node is too old");
    QCOMPARE(told, node.toLatin1());
}

void TestFaults::accessManager()
{
    QFETCH(const QString, qt);
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url())};
    request.setTransferTimeout(int(1000 * patienceOfClient()));
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    qsizetype bytes = 0;
    connect(reply.get(), &QIODevice::readyRead, this, [&] { bytes += reply->readAll().size(); });
    QTRY_VERIFY(reply->isFinished());
    const char *error =
        QMetaEnum::fromType<QNetworkReply::NetworkError>().valueToKey(reply->error());
    const QString told = QString::fromLatin1(error) + u' ' + QString::number(bytes);
    QVERIFY2(isLike(told, qt), qPrintable(told));
}

// The net::ERR_… of each request to the server, by its target. The browser's console shows it, but
// no page learns it.
static QMap<QString, QString> netErrors(const QJsonObject &log, const QUrl &server)
{
    const QJsonObject constants = log["constants"_L1].toObject();
    const int request = constants["logEventTypes"_L1]["REQUEST_ALIVE"_L1].toInt();
    const QJsonObject numbers = constants["netError"_L1].toObject();
    QMap<int, QString> names;
    for (auto name = numbers.begin(); name != numbers.end(); ++name)
        names[name.value().toInt()] = name.key();
    QMap<int, QUrl> urls; // by the number of the request
    QMap<QString, QString> errors;
    const QJsonArray events = log["events"_L1].toArray();
    for (const auto &entry : events) {
        const QJsonObject event = entry.toObject();
        if (event["type"_L1].toInt() != request)
            continue;
        QUrl &url = urls[event["source"_L1]["id"_L1].toInt()];
        const QJsonObject told = event["params"_L1].toObject();
        if (told.contains("url"_L1))
            url = QUrl(told["url"_L1].toString());
        if (told.contains("net_error"_L1) && url.port() == server.port())
            errors[url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority)] =
                names[told["net_error"_L1].toInt()];
    }
    return errors;
}

void TestFaults::chromium()
{
    if (threads() > 1)
        return; // it takes seconds
    if (Browser::program().isEmpty())
        QSKIP("neither Chromium nor Chrome is installed");
    m_serving->session().setCors(true); // such a page is of no origin
    // The page fetches each target. It gives up once it has all bytes of an answer that stalls.
    QJsonArray asked;
    for (const Fault &fault : faults()) {
        const bool stalls = fault.outcome == record::Outcome::AbortedByClient;
        const int bytes = QByteArray(fault.chromium).split(' ').last().toInt();
        asked += QJsonArray{QString::fromLatin1(fault.target), stalls ? bytes : -1};
    }
    // The image holds back the load event, which the browser waits for.
    const QByteArray page =
        R"(<!DOCTYPE html><link rel=icon href="data:,"><img src="/stall"><script>
async function see([target, most]) {
  const aborter = new AbortController();
  let bytes = 0;
  const giveUp = () => bytes === most && setTimeout(() => aborter.abort(), 100);
  giveUp();
  try {
    const reader = (await fetch(target, {signal: aborter.signal})).body.getReader();
    for (let piece; !(piece = await reader.read()).done; giveUp())
      bytes += piece.value.length;
    return bytes;
  } catch (error) {
    return `${error.name}: ${error.message} ${bytes}`;
  }
}
// The page is one of the server, but must not control it.
const control = () => fetch('/gates', {headers: {'Overlap-Control': '1'}})
  .then((answer) => answer.status, () => 'refused');
(async () => {
  for (const fault of )" +
        QJsonDocument(asked).toJson(QJsonDocument::Compact) +
        R"()
    document.body.append(document.createElement('li'), await see(fault));
  document.body.append(document.createElement('li'), await control());
  document.images[0].src = 'data:,';
})();
</script>)";
    Browser browser(m_serving->session().url().resolved(
        QUrl(u"/do?type=text/html&text="_s + QString::fromLatin1(page.toPercentEncoding()))));
    QVERIFY(browser.waitUntilDone());
    const QStringList told = QString::fromUtf8(browser.page()).split(u"<li></li>"_s);
    QVERIFY2(told.size() == 2 + qsizetype(faults().size()), browser.errors());
    const QMap<QString, QString> errors = netErrors(browser.netLog(), m_serving->session().url());
    QVERIFY2(told.last().startsWith(u"refused"_s), qPrintable(told.last()));
    for (qsizetype i = 1; i < told.size() - 1; ++i) {
        const Fault fault = faults()[std::size_t(i - 1)];
        const QString error = errors.value(QString::fromLatin1(fault.target));
        const QString one = error + u' ' + told[i].section(u'<', 0, 0);
        QVERIFY2(isLike(one.trimmed(), QString::fromLatin1(fault.chromium)), qPrintable(one));
    }
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
