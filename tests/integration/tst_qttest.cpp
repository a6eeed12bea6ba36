#include "networkclient.h"

#include <overlap/QtTest>
#include <overlap/TestServer>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

// A test as others write it, which fails. It is run in a process of its own.
class Failing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { overlap::recordFailure(m_server); }

    void passes();
    void fails_data();
    void fails();

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
    return isOver && process.exitCode() == 1 ? process.readAll() : QByteArray();
}

void TestQtTest::leavesFiles()
{
    const QTemporaryDir folder;
    const QDir made(folder.filePath(u"made/here"_s));
    const QByteArray output = outputWith(made.path());
    const QString name = u"tst_qttest-fails-a%2Fb%20c%3A%20100%25"_s;
    QCOMPARE(made.entryList(QDir::Files, QDir::Name),
             QStringList({name + u".svg"_s, name + u".txt"_s}));
    QVERIFY2(output.contains("The test server left " + made.filePath(name).toUtf8() + ".txt"),
             output);
    QVERIFY2(output.contains("The test server left " + made.filePath(name).toUtf8() + ".svg"),
             output);
    const auto read = [&](const QString &suffix) {
        QFile file(made.filePath(name + suffix));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(read(u".txt"_s).startsWith("1 request within"));
    QVERIFY(read(u".svg"_s).contains("GET /"));
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
