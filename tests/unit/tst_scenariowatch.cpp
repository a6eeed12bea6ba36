#include "overlap/scenario/filewatch.h"
#include "patience.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QTemporaryDir>

using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// Main thread. The file of a scenario, as editors change it.
class TestScenarioWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void readsAtOnce();
    void saysWhatIsWrong();
    void saysThatItIsMissing();
    void readsWhatIsWritten();
    void readsWhatReplacesIt();
    void readsWhatComesBack();
    void readsWhatComesWithItsFolder();
    void readsWhatTakesTheNameOfItsFolder();
    void readsBehindALink();
    void goesOnBehindAnError();
    void otherFilesDoNotMatter();
    void readsTheSameOnce();
    void followsOneFile();

private:
    void write(const QByteArray &text, const QString &name = u"rules.json"_s) const;
    QString path() const { return m_dir->filePath(u"rules.json"_s); }

    std::optional<QTemporaryDir> m_dir;
    std::optional<FileWatch> m_watch;
    std::vector<Scenario> m_read;
    QStringList m_refused;
};

namespace {

// A scenario that is told apart by the number of its rules.
QByteArray textWith(int rules)
{
    QByteArrayList all;
    for (int i = 0; i < rules; ++i)
        all += R"({"on": "/", "to": "folder a"})";
    return R"({"overlap": 1, "rules": [)" + all.join(',') + "]}";
}

} // namespace

void TestScenarioWatch::init()
{
    m_dir.emplace();
    QVERIFY(m_dir->isValid());
    m_read.clear();
    m_refused.clear();
    m_watch.emplace();
    connect(&*m_watch, &FileWatch::changed, this,
            [this](const Scenario &scenario) { m_read.push_back(scenario); });
    connect(&*m_watch, &FileWatch::refused, this,
            [this](const QString &sentence) { m_refused += sentence; });
}

void TestScenarioWatch::cleanup()
{
    m_watch.reset();
    m_dir.reset();
}

void TestScenarioWatch::write(const QByteArray &text, const QString &name) const
{
    QFile file(m_dir->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestScenarioWatch::readsAtOnce()
{
    write(textWith(1));
    m_watch->open(path());
    QCOMPARE(m_read.size(), 1u);
    const auto &folder = std::get<Folder>(m_read[0].rules[0].to);
    QCOMPARE(folder.dir, QDir(m_dir->path()).absoluteFilePath(u"a"_s)); // relative to the file
    QVERIFY(m_refused.isEmpty());
    QCOMPARE(m_watch->path(), QFileInfo(path()).absoluteFilePath());
}

void TestScenarioWatch::saysWhatIsWrong()
{
    write("{\n \"overlap\": 2}");
    m_watch->open(path());
    QCOMPARE(m_refused, QStringList(u"rules.json:2:13: This program reads version 1 of the format, "
                                    "not 2."_s));
}

// And reads it when it is there.
void TestScenarioWatch::saysThatItIsMissing()
{
    m_watch->open(path());
    QCOMPARE(m_refused.size(), 1);
    QVERIFY2(m_refused[0].startsWith(u"Can't read "_s), qPrintable(m_refused[0]));
    write(textWith(2));
    QTRY_COMPARE(m_read.size(), 1u);
    QCOMPARE(m_read[0].rules.size(), 2u);
}

void TestScenarioWatch::readsWhatIsWritten()
{
    write(textWith(1));
    m_watch->open(path());
    for (const std::size_t rules : {2u, 3u}) {
        write(textWith(int(rules)));
        QTRY_COMPARE(m_read.back().rules.size(), rules);
    }
    QVERIFY(m_refused.isEmpty());
}

// As most editors save.
void TestScenarioWatch::readsWhatReplacesIt()
{
    write(textWith(1));
    m_watch->open(path());
    for (const std::size_t rules : {2u, 3u, 4u}) {
        QSaveFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(textWith(int(rules)));
        QVERIFY(file.commit());
        QTRY_COMPARE(m_read.back().rules.size(), rules);
    }
    QVERIFY(m_refused.isEmpty());
}

void TestScenarioWatch::readsWhatComesBack()
{
    write(textWith(1));
    m_watch->open(path());
    QVERIFY(QFile::rename(path(), path() + u'~'));
    write(textWith(2), u"other"_s);
    QVERIFY(QFile::rename(m_dir->filePath(u"other"_s), path()));
    QTRY_COMPARE(m_read.back().rules.size(), 2u);
    QVERIFY(QFile::remove(path()));
    write(textWith(3));
    QTRY_COMPARE(m_read.back().rules.size(), 3u);
    QVERIFY(m_refused.isEmpty());
}

// As when another branch is checked out: then nobody tells of what is in the folder.
void TestScenarioWatch::readsWhatComesWithItsFolder()
{
    const QDir dir(m_dir->path());
    m_watch->open(dir.filePath(u"rules/a.json"_s));
    QVERIFY(dir.mkdir(u"rules"_s));
    for (const std::size_t rules : {2u, 3u}) {
        write(textWith(int(rules)), u"rules/a.json"_s);
        QTRY_VERIFY(!m_read.empty() && m_read.back().rules.size() == rules);
    }
}

void TestScenarioWatch::readsWhatTakesTheNameOfItsFolder()
{
    QDir dir(m_dir->path());
    QVERIFY(dir.mkdir(u"rules"_s) && dir.mkdir(u"others"_s));
    write(textWith(1), u"rules/a.json"_s);
    write(textWith(2), u"others/a.json"_s);
    m_watch->open(dir.filePath(u"rules/a.json"_s));
    if (!dir.rename(u"rules"_s, u"old"_s))
        QSKIP("A folder that is watched keeps its name here.");
    QVERIFY(dir.rename(u"others"_s, u"rules"_s));
    QTRY_COMPARE(m_read.back().rules.size(), 2u);
}

void TestScenarioWatch::readsBehindALink()
{
#ifdef Q_OS_WIN
    QSKIP("A shortcut is no link.");
#endif
    const QDir dir(m_dir->path());
    QVERIFY(dir.mkdir(u"rules"_s));
    write(textWith(1), u"rules/a.json"_s);
    QVERIFY(QFile::link(u"rules/a.json"_s, path()));
    m_watch->open(path());
    QSaveFile file(dir.filePath(u"rules/a.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(textWith(2));
    QVERIFY(file.commit());
    QTRY_COMPARE(m_read.back().rules.size(), 2u);
}

void TestScenarioWatch::goesOnBehindAnError()
{
    write(textWith(1));
    m_watch->open(path());
    write("{\"overlap\": 1, \"rulez\": []}");
    QTRY_VERIFY(!m_refused.isEmpty());
    QCOMPARE(m_refused.last(),
             u"rules.json:1:16: “rulez” is no key of a scenario: did you mean “rules”?"_s);
    QCOMPARE(m_read.size(), 1u);
    write(textWith(2));
    QTRY_COMPARE(m_read.back().rules.size(), 2u);
}

// A file that is read later shows that the others were not.
void TestScenarioWatch::otherFilesDoNotMatter()
{
    write(textWith(1));
    m_watch->open(path());
    for (int i = 0; i < 5; ++i)
        write("x", QString::number(i));
    write(textWith(2));
    QTRY_COMPARE(m_read.back().rules.size(), 2u);
    QCOMPARE(m_read.size(), 2u);
    QVERIFY(m_refused.isEmpty());
}

void TestScenarioWatch::readsTheSameOnce()
{
    write(textWith(1));
    m_watch->open(path());
    write(textWith(1));
    write(textWith(2));
    QTRY_COMPARE(m_read.size(), 2u);
    QCOMPARE(m_read[1].rules.size(), 2u);
}

void TestScenarioWatch::followsOneFile()
{
    write(textWith(1));
    write(textWith(2), u"other.json"_s);
    m_watch->open(path());
    m_watch->open(m_dir->filePath(u"other.json"_s));
    QCOMPARE(m_read.back().rules.size(), 2u);
    write(textWith(3));
    write(textWith(4), u"other.json"_s);
    QTRY_COMPARE(m_read.back().rules.size(), 4u);
    QCOMPARE(m_read.size(), 3u);
    m_watch->close();
    QVERIFY(m_watch->path().isEmpty());
}

QTEST_GUILESS_MAIN(TestScenarioWatch)
#include "tst_scenariowatch.moc"
