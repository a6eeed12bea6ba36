#include "networkclient.h"

#include <overlap/QtTest>
#include <overlap/TestServer>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTemporaryFile>

#include <optional>

using namespace Qt::StringLiterals;

// A test as others write it, which fails thrice. It is run in a process of its own.
class Failing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_server.emplace(); }
    void cleanup() { overlap::finishTest(*m_server); }

    void passes();
    void fails_data();
    void fails();
    void doesNotAsk();
    void asksForOthers();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    void skips();
#endif

private:
    std::optional<overlap::TestServer> m_server;
};

void Failing::passes()
{
    m_server->on("/", overlap::Answer());
    QCOMPARE(NetworkClient().fetch(m_server->url()).status, 200);
}

void Failing::fails_data()
{
    QTest::addColumn<bool>("isGood");
    QTest::newRow("never") << true;
    QTest::newRow("a/b c: 100%") << false;
}

void Failing::fails()
{
    QFETCH(const bool, isGood);
    m_server->on("/", overlap::Answer());
    if (!isGood)
        m_server->on("/later", overlap::Answer());
    QCOMPARE(NetworkClient().fetch(m_server->url()).status, 200);
    QVERIFY(isGood);
}

void Failing::doesNotAsk()
{
    m_server->on("/never", overlap::Answer());
}

// With a report that is longer than what Qt prints of a failure.
void Failing::asksForOthers()
{
    NetworkClient client;
    for (int i = 0; i < 30; ++i)
        client.fetch(m_server->url("/other"));
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
void Failing::skips()
{
    m_server->on("/later", overlap::Answer());
    QSKIP("later");
}
#endif

// What is left of a test that failed.
class TestQtTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leavesFiles();
    void failsOnce();
    void reportsInFull();
    void leavesNothingUnasked();
    void tellsWhyItCant();

private:
    static QByteArray outputWith(const QString &folder);
};

constexpr char inner[] = "OVERLAP_TEST_FAILS";

QByteArray TestQtTest::outputWith(const QString &folder)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QLatin1StringView(inner), u"1"_s);
    environment.insert(u"OVERLAP_RECORD_DIR"_s, folder);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QCoreApplication::applicationFilePath(), QStringList());
    const bool isOver = process.waitForFinished(patienceMs);
    const QByteArray output = isOver && process.exitCode() == 3 ? process.readAll() : QByteArray();
    return QByteArray(output).replace("\r\n", "\n"); // as on Windows
}

void TestQtTest::leavesFiles()
{
    const QTemporaryDir folder;
    const QDir made(folder.filePath(u"made/here"_s));
    const QByteArray output = outputWith(made.path());
    const QString fails = u"tst_qttest-fails-a%2Fb%20c%3A%20100%25"_s;
    const QString doesNotAsk = u"tst_qttest-doesNotAsk"_s;
    const QString asksForOthers = u"tst_qttest-asksForOthers"_s;
    QCOMPARE(
        made.entryList(QDir::Files, QDir::Name),
        QStringList({asksForOthers + u".svg"_s, asksForOthers + u".txt"_s, doesNotAsk + u".svg"_s,
                     doesNotAsk + u".txt"_s, fails + u".svg"_s, fails + u".txt"_s}));
    for (const QString &name : made.entryList(QDir::Files))
        QVERIFY2(output.contains("The test server left " + made.filePath(name).toUtf8()), output);
    const auto read = [&](const QString &name) {
        QFile file(made.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(read(fails + u".txt"_s).startsWith("Unexpected: Nobody asked for on(\"/later\")"));
    QVERIFY(read(fails + u".svg"_s).contains("GET /"));
    QVERIFY(read(doesNotAsk + u".txt"_s).startsWith("Unexpected: Nobody asked for on(\"/never\")"));
}

// What a test that has failed did not reach is no second failure.
void TestQtTest::failsOnce()
{
    const QByteArray output = outputWith({});
    QCOMPARE(output.count("FAIL!"), 3);
    QVERIFY2(!output.contains("/later"), output);
}

void TestQtTest::reportsInFull()
{
    const QByteArray output = outputWith({});
    QVERIFY2(output.contains("takes GET /other. (30 times)\n"), output);
    QCOMPARE(output.count("  GET /other  "), 30);
}

void TestQtTest::leavesNothingUnasked()
{
    const QByteArray output = outputWith({});
    QVERIFY(output.contains("FAIL!"));
    QVERIFY2(!output.contains("The test server"), output);
}

void TestQtTest::tellsWhyItCant()
{
    QTemporaryFile inTheWay;
    QVERIFY(inTheWay.open());
    const QByteArray output = outputWith(inTheWay.fileName() + u"/in"_s);
    QVERIFY2(output.contains("The test server can't write " + inTheWay.fileName().toUtf8()),
             output);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(inner)) {
        Failing test;
        return QTest::qExec(&test, argc, argv);
    }
    TestQtTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_qttest.moc"
