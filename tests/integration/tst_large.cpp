#include "allocated.h"
#include "overlap/scenario/scenariofile.h"
#include "upstreamfixture.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <variant>

using namespace overlap;
using namespace Qt::StringLiterals;

// Bodies of OVERLAP_LARGE_MIB, or 64 MiB, through the upstream both ways and from a folder, come
// whole and take no memory. Both ends are other processes.
class TestLarge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void initTestCase();
    void cleanupTestCase();
    void comeWhole_data();
    void comeWhole();

private:
    static QByteArray run(const QStringList &arguments);
    static QByteArray send(const QUrl &url, qint64 bytes);

    QTemporaryDir m_directory;
    QProcess m_upstream;
    QByteArray m_port;
    QByteArray m_sum; // of the large body
};

namespace {

constexpr qint64 growsAtMost = 8 * 1024 * 1024;
constexpr qint64 small = 1024 * 1024;
// A GiB may take minutes on a busy machine.
constexpr int largePatienceMs = 280'000;

const QString program = u"" OVERLAP_INTEGRATION "/backends/large.js"_s;

qint64 large()
{
    return 1024 * 1024 *
           qMax<qint64>(1, qEnvironmentVariable("OVERLAP_LARGE_MIB", u"64"_s).toLongLong());
}

// The memory of this process that is in use; 0: unknown.
qint64 residentBytes()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const qsizetype at = text.indexOf("VmRSS:");
    return at < 0 ? 0
                  : text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong() * 1024;
}

} // namespace

void TestLarge::initTestCase()
{
    if (QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("needs Node");
    m_upstream.start(u"node"_s, {program, u"serve"_s});
    QTRY_VERIFY(m_upstream.canReadLine());
    m_port = m_upstream.readLine().trimmed();
    m_sum = run({u"sum"_s, QString::number(large())});
    for (const qint64 bytes : {small, large()}) {
        const QString number = QString::number(bytes);
        run({u"write"_s, m_directory.filePath(number), number});
        QCOMPARE(QFileInfo(m_directory.filePath(number)).size(), bytes);
    }
}

void TestLarge::cleanupTestCase()
{
    m_upstream.kill();
    m_upstream.waitForFinished();
}

// What it prints.
QByteArray TestLarge::run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(u"node"_s, QStringList{program} + arguments);
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, largePatienceMs))
        qWarning("It takes too long.");
    return process.readAllStandardOutput().trimmed();
}

// The sum of what came.
QByteArray TestLarge::send(const QUrl &url, qint64 bytes)
{
    QFETCH(QString, command);
    QFETCH(QString, framing);
    const QString number = QString::number(bytes);
    const QString base = url.toString();
    if (command == "post"_L1)
        return run({command, base, number, framing});
    return run({command, base + (framing.isEmpty() ? number : framing + u'/' + number)});
}

void TestLarge::comeWhole_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("framing");
    QTest::newRow("down with a length") << u"get"_s << u"sized"_s;
    QTest::newRow("down in chunks") << u"get"_s << u"chunked"_s;
    QTest::newRow("up with a length") << u"post"_s << u"sized"_s;
    QTest::newRow("up in chunks") << u"post"_s << u"chunked"_s;
    QTest::newRow("from a folder") << u"get"_s << QString();
}

void TestLarge::comeWhole()
{
    QFETCH(QString, framing);
    Passing serving("http://127.0.0.1:" + m_port);
    if (framing.isEmpty())
        serving.session().setScenario(
            std::get<scenario::Scenario>(scenario::folderScenario(m_directory.path(), false, {})));
    const QUrl url(u"http://127.0.0.1:%1/"_s.arg(serving.port()));
    QCOMPARE(send(url, small).size(), m_sum.size()); // what is kept is there now
    const qint64 before = residentBytes();
    qint64 most = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { most = std::max(most, residentBytes()); });
    timer.start(10);
    QCOMPARE(send(url, large()), m_sum);
    const qint64 growth = most - before;
#if !defined(OVERLAP_ADDRESS_SANITIZER) // which keeps what is freed
    QVERIFY2(growth < growsAtMost, qPrintable(QString::number(growth)));
#endif
    if (large() > 100'000'000)
        qInfo("memory grew by %.1f MiB", double(growth) / 1024 / 1024);
    QTRY_COMPARE(serving.store().total(), 2u);
    QTRY_VERIFY(serving.store().inFlight().empty());
    QCOMPARE(serving.records().back().outcome, record::Outcome::Answered);
}

QTEST_GUILESS_MAIN(TestLarge)
#include "tst_large.moc"
