#include "networkclient.h"
#include "upstreamfixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

using namespace overlap;
using namespace Qt::StringLiterals;

// What a client asks for.
struct Job
{
    QByteArray method;
    QByteArray path;
    QByteArray framing = "-"; // of the body
    QByteArray file = "-";    // with the body
};

// Back ends that people have, and clients that people have, where they are installed: each client
// gets the same with and without this server in between.
class TestBackends : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void initTestCase();
    void cleanupTestCase();
    void sameBytes_data();
    void sameBytes();
    void manyAtOnce_data() { sameBytes_data(); }
    void manyAtOnce();
    void webSocketByHand();
    void webSocketOfNode();

private:
    // The port that it prints, once it takes connections; 0: it can't be started here.
    quint16 start(const QString &program, const QStringList &arguments);
    quint16 startNginx();
    void writeJobs();
    QString fileOf(const QByteArray &size) const
    {
        return m_directory.filePath(QString::fromLatin1(size));
    }
    QStringList clients() const;
    // Does the jobs; the answers go to this folder. Null: it is done already.
    std::unique_ptr<QProcess> run(const QString &client, const QString &url,
                                  const QString &output) const;
    void runQt(const QString &url, const QString &output) const;
    QString curlOptions(const QString &url, const QString &output, bool isOld) const;

    QTemporaryDir m_directory;
    std::vector<Job> m_jobs;
    std::vector<std::unique_ptr<QProcess>> m_programs;
    QHash<QString, quint16> m_ports; // of the back ends
    quint16 m_webSocket = 0;
};

namespace {

const QString backends = u"" OVERLAP_INTEGRATION "/backends/"_s;
const QString programs = u"" OVERLAP_INTEGRATION "/clients/"_s;
constexpr std::array sizes{0, 1, 65'535, 65'536, 65'537, 1'048'576};

struct Answer
{
    QByteArray status;
    QByteArrayList fields; // those for both ends, sorted
    QByteArray body;

    bool operator==(const Answer &) const = default;
};

QString find(const QString &program)
{
    const QString found = QStandardPaths::findExecutable(program);
    return found.isEmpty() ? QStandardPaths::findExecutable(program, {u"/usr/sbin"_s}) : found;
}

QByteArray contents(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

// What a client wrote: the head, an empty line, and the body.
Answer answerIn(const QString &name)
{
    QByteArray bytes = contents(name);
    Answer answer;
    while (true) {
        const qsizetype line = bytes.indexOf('\n');
        if (line < 0)
            return {};
        const QByteArray text = bytes.first(line).trimmed();
        bytes.remove(0, line + 1);
        const bool isInterim = answer.status.startsWith('1');
        if (text.startsWith("HTTP/1."))
            answer.status = text.mid(9, 3);
        else if (text.isEmpty() && !isInterim)
            break;
        else if (!isInterim)
            answer.fields += text.left(text.indexOf(':')).toLower() + text.mid(text.indexOf(':'));
    }
    answer.fields.removeIf([](const QByteArray &field) {
        return QByteArrayList{"connection", "date", "keep-alive", "transfer-encoding"}.contains(
            field.first(field.indexOf(':')));
    });
    std::ranges::sort(answer.fields);
    answer.body = bytes;
    return answer;
}

bool isOver(const QProcess &process)
{
    return process.state() == QProcess::NotRunning;
}

} // namespace

void TestBackends::initTestCase()
{
    writeJobs();
    const QString directory = m_directory.path();
    m_ports[u"node"_s] = start(u"node"_s, {backends + u"node.js"_s, directory});
    m_ports[u"python"_s] = start(u"python3"_s, {backends + u"python.py"_s, directory});
#ifdef OVERLAP_QHTTPSERVER
    m_ports[u"QHttpServer"_s] = start(u"" OVERLAP_QHTTPSERVER ""_s, {directory});
#endif
    m_ports[u"nginx before node"_s] = startNginx();
    m_webSocket = start(u"node"_s, {backends + u"websocket.js"_s});
}

void TestBackends::cleanupTestCase()
{
    for (const auto &program : m_programs) {
        program->kill();
        program->waitForFinished();
    }
}

quint16 TestBackends::start(const QString &program, const QStringList &arguments)
{
    QProcess &process = *m_programs.emplace_back(std::make_unique<QProcess>());
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(find(program), arguments);
    waitFor([&] { return process.canReadLine() || isOver(process); });
    return process.readLine().trimmed().toUShort();
}

quint16 TestBackends::startNginx()
{
    const quint16 port = unusedPort();
    if (m_ports[u"node"_s] == 0)
        return 0;
    const QString directory = m_directory.path();
    const QString name = directory + u"/nginx.conf"_s;
    QByteArray text = contents(backends + u"nginx.conf"_s);
    text.replace("DIRECTORY", directory.toUtf8());
    text.replace("PORT", QByteArray::number(port));
    text.replace("ECHO", QByteArray::number(m_ports[u"node"_s]));
    QProcess &process = *m_programs.emplace_back(std::make_unique<QProcess>());
    if (!write(name, text))
        return 0;
    process.start(find(u"nginx"_s), {u"-p"_s, directory, u"-c"_s, name, u"-e"_s, u"stderr"_s});
    waitFor([&] {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress::LocalHost, port);
        return probe.waitForConnected(1000) || isOver(process);
    });
    return isOver(process) ? 0 : port;
}

// Bodies of all sizes, both ways, in every framing.
void TestBackends::writeJobs()
{
    m_jobs = {{"GET", "/sized/none"}, {"HEAD", "/sized/65537"}};
    for (const int size : sizes) {
        const QByteArray number = QByteArray::number(size);
        QByteArray body(size, 0);
        for (int i = 0; i < size; ++i)
            body[i] = char(i * 7 % 251);
        QVERIFY(write(fileOf(number), body));
        for (const QByteArray framing : {"sized", "chunked", "closed"})
            m_jobs.push_back({"GET", '/' + framing + '/' + number});
        for (const QByteArray framing : {"sized", "chunked"})
            m_jobs.push_back({"POST", "/echo", framing, fileOf(number).toUtf8()});
    }
    QByteArray lines;
    for (const Job &job : m_jobs)
        lines += job.method + ' ' + job.path + ' ' + job.framing + ' ' + job.file + '\n';
    QVERIFY(write(m_directory.filePath(u"jobs"_s), lines));
}

QStringList TestBackends::clients() const
{
    QStringList all{u"QNetworkAccessManager"_s};
    if (!find(u"curl"_s).isEmpty())
        all += {u"curl"_s, u"curl --http1.0"_s};
    if (m_ports[u"node"_s] != 0)
        all += u"fetch"_s;
    if (m_ports[u"python"_s] != 0)
        all += u"http.client"_s;
    return all;
}

std::unique_ptr<QProcess> TestBackends::run(const QString &client, const QString &url,
                                            const QString &output) const
{
    if (!QDir().mkdir(output))
        return nullptr;
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QStringList arguments{url, m_directory.filePath(u"jobs"_s), output};
    if (client == "QNetworkAccessManager"_L1) {
        runQt(url, output);
        return nullptr;
    }
    if (client == "fetch"_L1) {
        process->start(u"node"_s, QStringList{programs + u"fetch.js"_s} + arguments);
    } else if (client == "http.client"_L1) {
        process->start(find(u"python3"_s), QStringList{programs + u"python.py"_s} + arguments);
    } else {
        const QString options = output + u"/options"_s;
        write(options, curlOptions(url, output, client != "curl"_L1).toUtf8());
        process->start(find(u"curl"_s), {u"-q"_s, u"--config"_s, options});
    }
    return process;
}

void TestBackends::runQt(const QString &url, const QString &output) const
{
    NetworkClient client;
    for (std::size_t i = 0; i < m_jobs.size(); ++i) {
        const Job &job = m_jobs[i];
        QNetworkRequest request(QUrl(url + QString::fromLatin1(job.path)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/octet-stream"_ba);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        QNetworkReply *const reply =
            client.send(job.method, request, contents(QString::fromUtf8(job.file)));
        const NetworkClient::Got got = NetworkClient::got(reply);
        QByteArray bytes = "HTTP/1.1 " + QByteArray::number(got.status) + '\n';
        for (const auto &[name, value] : reply->rawHeaderPairs())
            bytes += name + ": " + QByteArray(value).replace('\n', ", ") + '\n';
        write(output + u'/' + QString::number(i), bytes + '\n' + got.body);
    }
}

QString TestBackends::curlOptions(const QString &url, const QString &output, bool isOld) const
{
    QStringList all;
    int number = 0;
    for (const Job &job : m_jobs) {
        QStringList options{u"silent"_s, u"include"_s,
                            u"url = \"%1%2\""_s.arg(url, QString::fromLatin1(job.path)),
                            u"output = \"%1/%2\""_s.arg(output).arg(number++)};
        if (job.method == "HEAD")
            options += u"head"_s;
        if (isOld)
            options += u"http1.0"_s;
        if (job.file != "-") {
            options += u"data-binary = \"@%1\""_s.arg(QString::fromUtf8(job.file));
            if (job.framing == "chunked" && !isOld) // HTTP/1.0 has no chunks
                options += u"header = \"Transfer-Encoding: chunked\""_s;
        }
        all += options.join(u'\n');
    }
    return all.join(u"\nnext\n"_s);
}

void TestBackends::sameBytes_data()
{
    QTest::addColumn<QString>("name");
    for (const char *const name : {"node", "python", "nginx before node", "QHttpServer"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

// All clients at once.
void TestBackends::sameBytes()
{
    QFETCH(QString, name);
    const quint16 port = m_ports.value(name);
    if (port == 0)
        QSKIP("is not installed");
    const QString direct = u"http://127.0.0.1:%1"_s.arg(port);
    Passing serving(direct.toLatin1());
    const QString passed = u"http://127.0.0.1:%1"_s.arg(serving.port());
    const QTemporaryDir outputs;
    const QString before = m_directory.filePath(name) + u' ';
    const QString behind = outputs.filePath(name) + u' ';
    std::vector<std::unique_ptr<QProcess>> running;
    running.reserve(std::size_t(2 * clients().size()));
    for (const QString &client : clients()) {
        running.push_back(run(client, direct, before + client));
        running.push_back(run(client, passed, behind + client));
    }
    for (const auto &process : running) {
        QTRY_VERIFY(!process || isOver(*process));
        QVERIFY(!process || process->exitCode() == 0);
    }
    for (const QString &client : clients()) {
        for (std::size_t i = 0; i < m_jobs.size(); ++i) {
            const QString file = u"%1/%2"_s.arg(client).arg(i);
            const QByteArray what = file.toUtf8() + ": " + m_jobs[i].method + ' ' + m_jobs[i].path +
                                    ' ' + m_jobs[i].framing;
            Answer expected = answerIn(before + file);
            Answer got = answerIn(behind + file);
            if (client.endsWith("1.0"_L1)) { // has no chunks: it may learn the length, or not
                for (Answer *const answer : {&expected, &got})
                    answer->fields.removeIf(
                        [](const QByteArray &field) { return field.startsWith("content-length"); });
            }
            QVERIFY2(got == expected, what + "\nExpected " + expected.status + ' ' +
                                          expected.fields.join('\n') + "\nGot " + got.status + ' ' +
                                          got.fields.join('\n'));
            const QString sent = m_jobs[i].file == "-" ? fileOf(m_jobs[i].path.split('/').last())
                                                       : QString::fromUtf8(m_jobs[i].file);
            QVERIFY2(i < 2 || (got.status == "200" && got.body == contents(sent)), what);
        }
    }
    QTRY_COMPARE(serving.store().total(), quint64(clients().size()) * m_jobs.size());
    QTRY_VERIFY(serving.store().inFlight().empty());
    for (const record::Record &record : serving.records())
        QCOMPARE(record.outcome, record::Outcome::Answered);
}

void TestBackends::manyAtOnce()
{
    QFETCH(QString, name);
    const quint16 port = m_ports.value(name);
    if (port == 0)
        QSKIP("is not installed");
    const Passing serving("http://127.0.0.1:" + QByteArray::number(port));
    const QByteArray body = contents(fileOf("1048576"));
    NetworkClient client;
    std::vector<QNetworkReply *> replies;
    replies.reserve(20);
    for (int i = 0; i < 10; ++i) {
        const QString url = u"http://127.0.0.1:%1"_s.arg(serving.port());
        replies.push_back(client.get(QUrl(url + u"/sized/1048576"_s)));
        QNetworkRequest echo(QUrl(url + u"/echo"_s));
        echo.setHeader(QNetworkRequest::ContentTypeHeader, "application/octet-stream"_ba);
        replies.push_back(client.send("POST", echo, body));
    }
    for (QNetworkReply *const reply : replies)
        QVERIFY(NetworkClient::got(reply).body == body);
}

// Frames of all sizes, a message in pieces, a ping, and the end.
void TestBackends::webSocketByHand()
{
    if (m_webSocket == 0)
        QSKIP("needs Node");
    Passing serving("http://127.0.0.1:" + QByteArray::number(m_webSocket));
    RawClient client(serving.port());
    client.send(get("/",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    QVERIFY(client.waitUntil([&] { return client.received().endsWith("\r\n\r\n"); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 101 "), client.received());
    // RFC 6455 §1.3
    QCOMPARE(client.received().count("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), 1);
    const QByteArray mask = "\x12\x34\x56\x78";
    QByteArray expected = client.received();
    const auto send = [&](char first, char answer, QByteArray payload) {
        const qsizetype size = payload.size();
        QByteArray length(1, char(size < 126 ? size : size < 65'536 ? 126 : 127));
        for (int shift = size < 126 ? -8 : size < 65'536 ? 8 : 56; shift >= 0; shift -= 8)
            length += char(quint64(size) >> shift);
        expected += answer + length + payload;
        for (qsizetype i = 0; i < size; ++i)
            payload[i] = char(payload[i] ^ mask[i % 4]);
        length[0] = char(length[0] | 0x80);
        client.send(first + length + mask + payload);
    };
    for (const int size : {0, 1, 125, 126, 65'535, 65'536, 1'048'576})
        send('\x82', '\x82', contents(fileOf("1048576")).first(size));
    send('\x01', '\x01', "in ");
    send('\x89', '\x8a', "ping");
    send('\x80', '\x80', "pieces");
    send('\x88', '\x88', "\x03\xe8"); // 1000
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QVERIFY(client.received() == expected);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().status, 101);
}

void TestBackends::webSocketOfNode()
{
    QProcess process;
    process.start(u"node"_s, {u"--experimental-websocket"_s, u"-p"_s, u"typeof WebSocket"_s});
    QTRY_VERIFY(isOver(process));
    if (process.readAllStandardOutput().trimmed() != "function")
        QSKIP("needs Node 20.10");
    const Passing serving("http://127.0.0.1:" + QByteArray::number(m_webSocket));
    process.start(u"node"_s, {u"--experimental-websocket"_s, programs + u"websocket.js"_s,
                              u"ws://127.0.0.1:%1"_s.arg(serving.port())});
    QTRY_VERIFY(isOver(process));
    QCOMPARE(process.readAllStandardOutput(), "same\nclosed 4001 bye\n");
}

QTEST_GUILESS_MAIN(TestBackends)
#include "tst_backends.moc"
