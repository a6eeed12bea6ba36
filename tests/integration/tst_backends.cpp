#include "networkclient.h"
#include "upstreamfixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace overlap;
using namespace Qt::StringLiterals;

// Back ends that people have, where they are installed, and clients that people have.
class TestBackends : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void initTestCase();
    void backends_data();
    void backends();
    void nodeEchoes();

private:
    // Starts it, and waits until it takes connections.
    static bool start(QProcess &program, const QString &name, const QStringList &arguments,
                      quint16 port);
    QByteArray curl(const QStringList &arguments) const;

    QTemporaryDir m_directory;
    QByteArray m_large;
};

void TestBackends::initTestCase()
{
    for (int i = 0; m_large.size() < 3'000'000; ++i)
        m_large += QByteArray::number(i) + ' ';
    for (const auto &[name, text] :
         {std::pair(u"large.bin"_s, m_large), std::pair(u"small.txt"_s, QByteArray("small\n"))}) {
        QFile file(m_directory.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
}

bool TestBackends::start(QProcess &program, const QString &name, const QStringList &arguments,
                         quint16 port)
{
    program.start(name, arguments);
    return waitFor([&] {
               QTcpSocket probe;
               probe.connectToHost(QHostAddress::LocalHost, port);
               return probe.waitForConnected(1000) || program.state() == QProcess::NotRunning;
           }) &&
           program.state() != QProcess::NotRunning;
}

QByteArray TestBackends::curl(const QStringList &arguments) const
{
    QProcess program;
    program.start(u"curl"_s, QStringList{u"-s"_s} + arguments);
    waitFor([&] { return program.state() == QProcess::NotRunning; });
    return program.readAllStandardOutput();
}

void TestBackends::backends_data()
{
    QTest::addColumn<QString>("name");
    for (const char *const name : {"python3", "node", "nginx"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

// Its files, by two clients, one after the other and at once.
void TestBackends::backends()
{
    QFETCH(QString, name);
    const QString found = QStandardPaths::findExecutable(name).isEmpty()
                              ? QStandardPaths::findExecutable(name, {u"/usr/sbin"_s})
                              : QStandardPaths::findExecutable(name);
    if (found.isEmpty())
        QSKIP("is not installed");
    const quint16 port = unusedPort();
    const QString directory = m_directory.path();
    QStringList arguments;
    if (name == "python3"_L1) {
        arguments = {u"-m"_s, u"http.server"_s, u"--bind"_s,          u"127.0.0.1"_s,
                     u"-d"_s, directory,        QString::number(port)};
    } else if (name == "node"_L1) {
        arguments = {u"-e"_s,
                     u"const fs = require('fs');"
                     "require('http').createServer((request, response) => {"
                     "  fs.createReadStream('%1' + request.url)"
                     "    .on('error', () => { response.statusCode = 404; response.end(); })"
                     "    .pipe(response);"
                     "}).listen(%2, '127.0.0.1')"_s.arg(directory)
                         .arg(port)};
    } else {
        QFile file(m_directory.filePath(u"nginx.conf"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(u"daemon off; master_process off; pid %1/nginx.pid; error_log stderr;"
                   "events {} http { access_log off; client_body_temp_path %1/body;"
                   "proxy_temp_path %1/proxy; fastcgi_temp_path %1/f; uwsgi_temp_path %1/u;"
                   "scgi_temp_path %1/s;"
                   "server { listen 127.0.0.1:%2; root %1; } }"_s.arg(directory)
                       .arg(port)
                       .toUtf8());
        file.close();
        arguments = {u"-p"_s, directory, u"-c"_s, file.fileName(), u"-e"_s, u"stderr"_s};
    }
    QProcess program;
    if (!start(program, found, arguments, port))
        QSKIP("does not start");
    {
        Passing serving("http://127.0.0.1:" + QByteArray::number(port));
        const QUrl url = serving.session().url();
        NetworkClient client;
        QCOMPARE(client.fetch(url.resolved(QUrl(u"/small.txt"_s))).body, "small\n");
        QVERIFY(client.fetch(url.resolved(QUrl(u"/large.bin"_s))).body == m_large);
        QCOMPARE(client.fetch(url.resolved(QUrl(u"/nothing"_s))).status, 404);
        std::vector<QNetworkReply *> replies;
        replies.reserve(20);
        for (int i = 0; i < 20; ++i)
            replies.push_back(client.get(url.resolved(QUrl(u"/large.bin"_s))));
        for (QNetworkReply *const reply : replies)
            QVERIFY(NetworkClient::got(reply).body == m_large);
        if (!QStandardPaths::findExecutable(u"curl"_s).isEmpty()) {
            const QString large = url.toString() + u"large.bin"_s;
            QVERIFY(curl({large}) == m_large);
            QVERIFY(curl({u"--http1.0"_s, large}) == m_large);
            QVERIFY(curl({u"-I"_s, large}).startsWith("HTTP/1.1 200 "));
        }
        QTRY_VERIFY(serving.store().inFlight().empty());
        for (const record::Record &record : serving.records())
            QCOMPARE(record.outcome, record::Outcome::Answered);
    }
    program.kill();
    QVERIFY(program.waitForFinished());
}

// Bodies up and down at once, of any framing; and a server that closes after each answer.
void TestBackends::nodeEchoes()
{
    const QString node = QStandardPaths::findExecutable(u"node"_s);
    if (node.isEmpty())
        QSKIP("is not installed");
    const quint16 port = unusedPort();
    QProcess program;
    QVERIFY(start(program, node,
                  {u"-e"_s, u"require('http').createServer((request, response) => {"
                            "  if (request.url == '/close') response.shouldKeepAlive = false;"
                            "  request.pipe(response);"
                            "}).listen(%1, '127.0.0.1')"_s.arg(port)},
                  port));
    {
        Passing serving("http://127.0.0.1:" + QByteArray::number(port));
        const QUrl url = serving.session().url();
        NetworkClient client;
        for (const QString &path : {u"/"_s, u"/close"_s}) {
            for (int i = 0; i < 5; ++i) {
                QNetworkReply *const reply =
                    client.send("POST", QNetworkRequest(url.resolved(QUrl(path))), m_large);
                QVERIFY(NetworkClient::got(reply).body == m_large);
            }
        }
        if (!QStandardPaths::findExecutable(u"curl"_s).isEmpty()) {
            const QString file = u"@"_s + m_directory.filePath(u"large.bin"_s);
            QVERIFY(curl({u"--data-binary"_s, file, url.toString()}) == m_large);
            QVERIFY(curl({u"-H"_s, u"Transfer-Encoding: chunked"_s, u"--data-binary"_s, file,
                          url.toString()}) == m_large);
        }
    }
    program.kill();
    QVERIFY(program.waitForFinished());
}

QTEST_GUILESS_MAIN(TestBackends)
#include "tst_backends.moc"
