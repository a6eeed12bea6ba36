#include "patience.h"
#include "serving.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>

#include <memory>
#include <optional>

using namespace overlap;
using namespace Qt::StringLiterals;

// Common clients: Qt's, curl, Python's and Node's.
class TestClients : public QObject
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
    void accessManagerGetsAndPosts();
    void accessManagerReusesItsConnection();
    void accessManagerAborts();
    void curl_data();
    void curl();
    void curlSleepsOverlap();
    void curlUnderEachStrategy();
    void scripts_data();
    void scripts();

private:
    QString url(const QString &target)
    {
        return m_serving->session().url().toString().chopped(1) + target;
    }
    QNetworkRequest request(const QString &target) { return QNetworkRequest(QUrl(url(target))); }

    std::optional<Serving> m_serving;
};

void TestClients::accessManagerGetsAndPosts()
{
    QNetworkAccessManager manager;
    const std::unique_ptr<QNetworkReply> page(manager.get(request(u"/"_s)));
    const QByteArray body(1024 * 1024, 'b');
    QNetworkRequest post = request(u"/echo"_s);
    post.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain"_s);
    const std::unique_ptr<QNetworkReply> echo(manager.post(post, body));
    const std::unique_ptr<QNetworkReply> nowhere(manager.get(request(u"/nope"_s)));
    QTRY_VERIFY(page->isFinished() && echo->isFinished() && nowhere->isFinished());
    QCOMPARE(page->error(), QNetworkReply::NoError);
    QVERIFY(page->readAll().contains("Hello!"));
    QCOMPARE(echo->error(), QNetworkReply::NoError);
    QVERIFY(echo->readAll() == body);
    QCOMPARE(nowhere->error(), QNetworkReply::ContentNotFoundError);
}

void TestClients::accessManagerReusesItsConnection()
{
    const std::size_t before = m_serving->store().connections().size();
    QNetworkAccessManager manager;
    for (int i = 0; i < 100; ++i) {
        const std::unique_ptr<QNetworkReply> reply(manager.get(request(u"/"_s)));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        QVERIFY(finished.wait());
        QCOMPARE(reply->error(), QNetworkReply::NoError);
    }
    QTRY_COMPARE(m_serving->store().connections().size(), before + 1);
    QTRY_COMPARE(m_serving->store().connections().back().requests, 100u);
}

void TestClients::accessManagerAborts()
{
    QNetworkAccessManager manager;
    const std::unique_ptr<QNetworkReply> reply(manager.get(request(u"/sleep/600"_s)));
    QTRY_COMPARE(m_serving->store().inFlight().size(), 1u);
    reply->abort();
    QTRY_VERIFY(m_serving->store().inFlight().empty());
    QCOMPARE(m_serving->records().back().outcome, record::Outcome::AbortedByClient);
}

void TestClients::curl_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("output");
    const QString code = u"%{http_code} %{http_version} %{num_connects}"_s;
    const auto row = [&](const char *name, const QStringList &arguments, const char *output,
                         const QByteArray &input = {}) {
        QTest::newRow(name) << arguments + QStringList{u"-w"_s, code} << input
                            << QByteArray(output);
    };
    const QString echo = u"/echo"_s;
    const QString hello = u"/"_s;
    const QString null = u"-o"_s;
    const QString dev = QProcess::nullDevice();
    row("get", {null, dev, hello}, "200 1.1 1");
    row("HTTP/1.0", {u"--http1.0"_s, null, dev, hello}, "200 1.1 1");
    row("head", {u"-I"_s, null, dev, hello}, "200 1.1 1");
    row("reuse", {null, dev, null, dev, hello, hello}, "200 1.1 1200 1.1 0");
    row("not found", {null, dev, u"/nope"_s}, "404 1.1 1");
    row("chunked upload", {u"-T"_s, u"-"_s, u"-X"_s, u"POST"_s, echo}, "some input200 1.1 1",
        "some input");
    row("expectation", {u"-H"_s, u"Expect: 100-continue"_s, u"-d"_s, u"expected"_s, echo},
        "expected200 1.1 1");
    row("slow reader", {u"--limit-rate"_s, u"1M"_s, null, dev, u"--data-binary"_s, u"@-"_s, echo},
        "200 1.1 1", QByteArray(500'000, 'r'));
}

void TestClients::curl()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, output);
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed");
    for (QString &argument : arguments) {
        if (argument.startsWith(u'/') && argument != QProcess::nullDevice())
            argument = url(argument);
    }
    QProcess process;
    process.start(u"curl"_s, QStringList{u"-sS"_s, u"--noproxy"_s, u"*"_s} + arguments);
    process.write(input);
    process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(process.readAllStandardOutput(), output);
}

// Whom nobody awaits gets an empty reply: a FIN, and not a byte.
void TestClients::curlUnderEachStrategy()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed");
    constexpr int emptyReply = 52;
    const auto again = qScopeGuard([this] {
        m_serving->session().setStrategy({"concurrent"_L1, {}});
    });
    for (const schedule::Kind &kind : schedule::strategies()) {
        m_serving->session().setStrategy({kind.name, {}});
        for (const QString &path : {u"/"_s, u"/sleep/10ms"_s, u"/nope"_s}) {
            QProcess process;
            process.start(u"curl"_s, {u"-s"_s, u"--noproxy"_s, u"*"_s, u"-o"_s,
                                      QProcess::nullDevice(), url(path)});
            QTRY_COMPARE(process.state(), QProcess::NotRunning);
            QCOMPARE(process.exitCode(), kind.name == "never-awaited"_L1 ? emptyReply : 0);
        }
    }
}

void TestClients::curlSleepsOverlap()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed");
    const quint64 before = m_serving->store().total();
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int i = 0; i < 8; ++i) {
        processes.push_back(std::make_unique<QProcess>());
        processes.back()->start(
            u"curl"_s, {u"-sS"_s, u"--noproxy"_s, u"*"_s, url(u"/sleep/5s?n=%1"_s.arg(i))});
    }
    QTRY_COMPARE(m_serving->store().inFlight().size(), 8u);
    QTRY_COMPARE(m_serving->store().total(), before + 8);
    for (const auto &process : processes)
        QTRY_COMPARE(process->state(), QProcess::NotRunning);
}

// Each script sends a GET, posts 1 MiB, uploads in chunks, sends a hundred requests on one
// connection, and gives up a long sleep when it is told to.
void TestClients::scripts_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("script");
    QTest::newRow("Python's http.client") << u"python3"_s << u"-c"_s << uR"(
import http.client, sys
def connect(): return http.client.HTTPConnection('localhost', int(sys.argv[1]))
c = connect()
def ask(*arguments, **options):
    c.request(*arguments, **options)
    r = c.getresponse()
    assert r.status == 200
    return r.read()
assert b'Hello!' in ask('GET', '/')
body = b'b' * (1 << 20)
assert ask('POST', '/echo', body) == body
assert ask('POST', '/echo', iter([b'some ', b'input']), encode_chunked=True,
           headers={'Transfer-Encoding': 'chunked'}) == b'some input'
for i in range(100):
    assert b'Hello!' in ask('GET', '/?n=%d' % i)
d = connect()
d.request('GET', '/sleep/600')
sys.stdin.readline()
d.close()
print('ok')
)"_s;
    QTest::newRow("Node's fetch") << u"node"_s << u"-e"_s << uR"(
const base = 'http://localhost:' + process.argv[1] + '/';
const check = (holds) => { if (!holds) throw new Error('not as expected'); };
const ask = async (target, options) => {
  const r = await fetch(base + target, options);
  check(r.status === 200);
  return r.text();
};
const bytes = (text) => new TextEncoder().encode(text);
(async () => {
  check((await ask('')).includes('Hello!'));
  const body = 'b'.repeat(1 << 20);
  check(await ask('echo', {method: 'POST', body}) === body);
  const stream = new ReadableStream({start(c) {
    c.enqueue(bytes('some ')); c.enqueue(bytes('input')); c.close();
  }});
  check(await ask('echo', {method: 'POST', body: stream, duplex: 'half'}) === 'some input');
  for (let i = 0; i < 100; ++i)
    check((await ask('?n=' + i)).includes('Hello!'));
  const abort = new AbortController();
  process.stdin.once('data', () => abort.abort());
  await fetch(base + 'sleep/600', {signal: abort.signal}).then(
    () => check(false), (error) => check(error.name === 'AbortError'));
  console.log('ok');
  process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
)"_s;
}

void TestClients::scripts()
{
    QFETCH(QString, program);
    QFETCH(QString, option);
    QFETCH(QString, script);
    if (QStandardPaths::findExecutable(program).isEmpty())
        QSKIP("it is not installed");
    QProcess process;
    process.start(program, {option, script, QString::number(m_serving->port())});
    const auto isAsleep = [&] {
        return m_serving->store().inFlight().size() == 1 &&
               m_serving->store().inFlight().front().target == "/sleep/600";
    };
    QTRY_VERIFY2_WITH_TIMEOUT(isAsleep() || process.state() == QProcess::NotRunning,
                              process.readAllStandardError(), 20'000);
    process.write("go on\n");
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(process.readAllStandardOutput().trimmed(), QByteArray("ok"));
    QTRY_VERIFY(m_serving->store().inFlight().empty());
    QCOMPARE(m_serving->records().back().outcome, record::Outcome::AbortedByClient);
    // Node alternates between two connections; the sleep may have a third.
    QVERIFY(m_serving->store().connections().size() <= 3);
}

QTEST_GUILESS_MAIN(TestClients)
#include "tst_clients.moc"
