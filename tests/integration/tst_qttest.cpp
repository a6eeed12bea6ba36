#include "networkclient.h"

#include <overlap/QtTest>
#include <overlap/TestServer>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

// A test as others write it, which fails twice. It is run in a process of its own.
class Failing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { overlap::finishTest(m_server); }

    void passes();
    void fails_data();
    void fails();
    void doesNotAsk();

private:
    overlap::TestServer m_server;
};

void Failing::passes()
{
    m_server.on("/", overlap::Answer());
    QCOMPARE(NetworkClient().fetch(m_server.url()).status, 200);
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
    QVERIFY(isGood);
}

void Failing::doesNotAsk()
{
    m_server.on("/never", overlap::Answer());
}

// What is left of a test that failed.
class TestQtTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void leavesFiles();
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
    return isOver && process.exitCode() == 2 ? process.readAll() : QByteArray();
}

void TestQtTest::leavesFiles()
{
    const QTemporaryDir folder;
    const QDir made(folder.filePath(u"made/here"_s));
    const QByteArray output = outputWith(made.path());
    const QString fails = u"tst_qttest-fails-a%2Fb%20c%3A%20100%25"_s;
    const QString doesNotAsk = u"tst_qttest-doesNotAsk"_s;
    QCOMPARE(made.entryList(QDir::Files, QDir::Name),
             QStringList({doesNotAsk + u".svg"_s, doesNotAsk + u".txt"_s, fails + u".svg"_s,
                          fails + u".txt"_s}));
    for (const QString &name : made.entryList(QDir::Files))
        QVERIFY2(output.contains("The test server left " + made.filePath(name).toUtf8()), output);
    const auto read = [&](const QString &name) {
        QFile file(made.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(read(fails + u".txt"_s).startsWith("1 request within"));
    QVERIFY(read(fails + u".svg"_s).contains("GET /"));
    QVERIFY(read(doesNotAsk + u".txt"_s).startsWith("Unexpected: Nobody asked for on(\"/never\")"));
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
