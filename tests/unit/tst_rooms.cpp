#include <QDir>
#include <QDirIterator>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

// The layers of the project: which room may include which. A wrong include fails here.
class TestRooms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void includesPointTheRightWay_data();
    void includesPointTheRightWay();
    void everySourceHasARoom();
    void httpIsPure();
    void platformCodeHasItsOwnFiles();
    void docsFollowARequest();
    void docsShowAProgram();
    void docsShowTests();
    void docsNameFunctions();
    void platformHeadersStayInside();

private:
    static QStringList sources(const QString &room = {});
    static QString read(const QString &path);
};

namespace {

const QDir root(QString::fromUtf8(OVERLAP_SOURCES));

// What the files of a room may include besides their own room. "overlap/net/call.h" is a single
// file.
const QHash<QString, QStringList> allowed{
    {u"overlap/http"_s, {}},
    {u"overlap/text"_s, {}},
    {u"overlap/record"_s, {u"overlap/http"_s}},
    {u"overlap/net"_s, {u"overlap/http"_s, u"overlap/record"_s}},
    {u"overlap/script"_s, {u"overlap/http"_s, u"overlap/text"_s}},
    {u"overlap/answers"_s,
     {u"overlap/http"_s, u"overlap/net/call.h"_s, u"overlap/net/filebytes.h"_s,
      u"overlap/net/stream.h"_s, u"overlap/script"_s}},
    {u"overlap/routes"_s,
     {u"overlap/http"_s, u"overlap/net/call.h"_s, u"overlap/script"_s, u"overlap/answers"_s}},
    {u"overlap/scenario"_s,
     {u"overlap/http"_s, u"overlap/net/call.h"_s, u"overlap/net/turns.h"_s, u"overlap/script"_s,
      u"overlap/answers"_s, u"overlap/text"_s}},
    {u"overlap/schedule"_s, {u"overlap/net/call.h"_s, u"overlap/net/turns.h"_s}},
    {u"overlap/folder"_s,
     {u"overlap/http"_s, u"overlap/net/call.h"_s, u"overlap/net/stream.h"_s,
      u"overlap/routes/pages.h"_s, u"overlap/text"_s}},
    {u"overlap/load"_s, {u"overlap/http"_s, u"overlap/record"_s}},
    {u"overlap/upstream"_s, {u"overlap/http"_s, u"overlap/net"_s, u"overlap/record"_s}},
    {u"overlap/fixture"_s,
     {u"overlap/http"_s, u"overlap/net"_s, u"overlap/record"_s, u"overlap/script"_s,
      u"overlap/answers"_s, u"overlap/schedule"_s, u"overlap/text"_s}},
    {u"overlap"_s,
     {u"overlap/folder"_s, u"overlap/http"_s, u"overlap/net"_s, u"overlap/record"_s,
      u"overlap/routes"_s, u"overlap/scenario"_s, u"overlap/schedule"_s, u"overlap/load"_s,
      u"overlap/script"_s, u"overlap/answers"_s, u"overlap/upstream"_s}},
    {u"overlap/analysis"_s,
     {u"overlap/record"_s, u"overlap/text"_s, u"overlap/load/plan.h"_s, u"overlap/trial.h"_s,
      u"overlap/upstream/trouble.h"_s}},
    {u"overlap/lesson"_s,
     {u"overlap/session.h"_s, u"overlap/record"_s, u"overlap/schedule"_s, u"overlap/load"_s,
      u"overlap/script/duration.h"_s, u"overlap/analysis"_s, u"overlap/text"_s}},
    {u"ui"_s,
     {u"overlap/session.h"_s, u"overlap/script/namedroutes.h"_s, u"overlap/script/parse.h"_s,
      u"overlap/trial.h"_s, u"overlap/record"_s, u"overlap/scenario"_s, u"overlap/analysis"_s,
      u"overlap/lesson"_s, u"overlap/text"_s}},
    {u"app"_s,
     {u"overlap"_s, u"overlap/http"_s, u"overlap/net"_s, u"overlap/record"_s, u"overlap/routes"_s,
      u"overlap/scenario"_s, u"overlap/load"_s, u"overlap/analysis"_s, u"overlap/lesson"_s,
      u"overlap/text"_s, u"ui/mainwindow.h"_s}},
};

// The room of "server/overlap/net/platform/x.h" and of "overlap/net/platform/x.h" is overlap/net.
// All of ui/ is one room.
QString roomOf(QString path)
{
    const QStringList parts =
        path.remove(QRegularExpression(u"^server/"_s)).section(u'/', 0, -2).split(u'/');
    return parts[0] == "overlap"_L1 ? parts.first(std::min<qsizetype>(2, parts.size())).join(u'/')
                                    : parts[0];
}

bool isAllowed(const QString &room, const QString &included)
{
    const bool isLibrary = included.startsWith("overlap/"_L1);
    if (room == "ui"_L1 && !isLibrary && !included.startsWith("app/"_L1))
        return true; // its own file, included from the room's root
    const QString target = roomOf(included);
    return target == room || allowed[room].contains(target) || allowed[room].contains(included);
}

} // namespace

QString TestRooms::read(const QString &path)
{
    QFile file(root.filePath(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList TestRooms::sources(const QString &room)
{
    QStringList found;
    for (const QString &top : {u"app"_s, u"server"_s, u"ui"_s}) {
        QDirIterator files(root.filePath(top), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = root.relativeFilePath(files.next());
            if (room.isEmpty() || roomOf(path) == room)
                found += path;
        }
    }
    return found;
}

void TestRooms::includesPointTheRightWay_data()
{
    QTest::addColumn<QString>("room");
    for (auto row = allowed.keyBegin(); row != allowed.keyEnd(); ++row)
        QTest::newRow(qPrintable(*row)) << *row;
}

void TestRooms::includesPointTheRightWay()
{
    QFETCH(QString, room);
    static const QRegularExpression include(u"^#include \"([^\"]+)\""_s,
                                            QRegularExpression::MultilineOption);
    const QStringList files = sources(room);
    QVERIFY2(!files.isEmpty(), "no sources found");
    for (const QString &path : files) {
        const QString text = read(path);
        for (const auto &match : include.globalMatch(text)) {
            QVERIFY2(isAllowed(room, match.captured(1)),
                     qPrintable(u"%1 must not include %2"_s.arg(path, match.captured(1))));
        }
    }
}

void TestRooms::everySourceHasARoom()
{
    for (const QString &path : sources())
        QVERIFY2(allowed.contains(roomOf(path)), qPrintable(path));
}

void TestRooms::httpIsPure()
{
    static const QRegularExpression impure(
        u"QObject|Q_OBJECT|QTimer|QElapsedTimer|QTcp|steady_clock::now|system_clock::now"_s);
    for (const QString &path : sources(u"overlap/http"_s)) {
        const QString code = read(path).remove(QRegularExpression(u"//[^\n]*"_s));
        QVERIFY2(!code.contains(impure), qPrintable(path));
    }
}

void TestRooms::platformCodeHasItsOwnFiles()
{
    static const QRegularExpression platform(
        u"#\\s*(el)?ifn?(def)?\\b[^\n]*(Q_OS_|_WIN32|__linux__|__APPLE__|__unix__)"_s);
    static const QRegularExpression suffix(u"_(unix|linux|win|mac)\\.(h|cpp)$"_s);
    for (const QString &path : sources()) {
        if (!path.contains(suffix))
            QVERIFY2(!read(path).contains(platform), qPrintable(path));
    }
}

// They are not installed: no header that is may include one.
void TestRooms::platformHeadersStayInside()
{
    for (const QString &path : sources()) {
        if (path.startsWith("server/"_L1) && path.endsWith(".h"_L1) &&
            !path.contains("/platform/"_L1))
            QVERIFY2(!read(path).contains("/platform/"_L1), qPrintable(path));
    }
}

// The table in architecture.md that follows a request: each function is defined in its file.
void TestRooms::docsFollowARequest()
{
    static const QRegularExpression row(u"^\\| `([^`]+\\.cpp)` \\| `([^`]+)` \\|"_s,
                                        QRegularExpression::MultilineOption);
    QSet<QString> files;
    for (const auto &match : row.globalMatch(read(u"resources/docs/architecture.md"_s))) {
        const QString file = match.captured(1);
        const QRegularExpression definition(
            u"^[A-Za-z].*\\b%1\\("_s.arg(QRegularExpression::escape(match.captured(2))),
            QRegularExpression::MultilineOption);
        QVERIFY2(read(file).contains(definition), qPrintable(match.captured()));
        files += file;
    }
    QCOMPARE(files.size(), 7);
}

// The program in architecture.md is one that tests/consumer builds.
void TestRooms::docsShowAProgram()
{
    const QString program = read(u"tests/consumer/greet.cpp"_s);
    QVERIFY(!program.isEmpty());
    QVERIFY(read(u"resources/docs/architecture.md"_s).contains(program));
}

// Each piece of code in README.md and testing.md is one that tests/consumer builds, whatever its
// indentation.
void TestRooms::docsShowTests()
{
    const auto plain = [](const QString &text) {
        QStringList lines = text.split(u'\n');
        for (QString &line : lines)
            line = line.trimmed();
        return u'\n' + lines.join(u'\n') + u'\n';
    };
    QString sources;
    QDirIterator files(root.filePath(u"tests/consumer"_s), {u"*.cpp"_s, u"*.h"_s, u"*.txt"_s},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        sources += plain(read(files.next()));
    static const QRegularExpression block(u"^```(?:cpp|cmake)\n(.*?)```$"_s,
                                          QRegularExpression::MultilineOption |
                                              QRegularExpression::DotMatchesEverythingOption);
    const QString docs = read(u"README.md"_s) + read(u"resources/docs/testing.md"_s);
    int blocks = 0;
    for (const auto &match : block.globalMatch(docs)) {
        const QString code = plain(match.captured(1).trimmed());
        QVERIFY2(sources.contains(code), qPrintable(match.captured(1)));
        ++blocks;
    }
    QVERIFY(blocks > 0);
}

// Each function that testing.md names in its text is one of the test server's headers.
void TestRooms::docsNameFunctions()
{
    QString headers = read(u"server/overlap/QtTest"_s);
    for (const QString &name : {u"answer"_s, u"gate"_s, u"request"_s, u"testserver"_s})
        headers += read(u"server/overlap/fixture/"_s + name + u".h"_s);
    QString text = read(u"resources/docs/testing.md"_s);
    static const QRegularExpression block(u"```.*?```"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    text.remove(block);
    static const QRegularExpression call(u"`(\\w+)\\("_s);
    int calls = 0;
    for (const auto &match : call.globalMatch(text)) {
        if (match.captured(1) == "cleanup"_L1) // the test's own
            continue;
        const QRegularExpression declaration(u"[ *]%1\\("_s.arg(match.captured(1)));
        QVERIFY2(headers.contains(declaration), qPrintable(match.captured(1)));
        ++calls;
    }
    QVERIFY(calls > 0);
}

QTEST_GUILESS_MAIN(TestRooms)
#include "tst_rooms.moc"
