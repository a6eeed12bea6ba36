#include <QDir>
#include <QDirIterator>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

// The walls of the house: which room may include which. A wrong arrow fails here.
class TestRooms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void includesPointTheRightWay_data();
    void includesPointTheRightWay();
    void everySourceHasARoom();
    void httpIsPure();
    void platformCodeHasItsOwnFiles();
    void filesKeepTheirSize();

private:
    static QStringList sources(const QString &room = {});
    static QString read(const QString &path);
};

namespace {

const QDir root(QString::fromUtf8(OVERLAP_SOURCES));

// A room and what its files may include besides its own; "net/call.h" names a single file.
const QHash<QString, QStringList> allowed{
    {u"server/http"_s, {}},
    {u"server/record"_s, {u"http"_s}},
    {u"server/net"_s, {u"http"_s, u"record"_s}},
    {u"server/routes"_s, {u"http"_s, u"net/call.h"_s}},
    {u"server/schedule"_s, {u"net/call.h"_s}},
    {u"server/load"_s, {u"http"_s, u"record"_s}},
    {u"server"_s,
     {u"http"_s, u"net"_s, u"record"_s, u"routes"_s, u"schedule"_s, u"load"_s, u"server"_s}},
    {u"server/text"_s, {}},
    {u"server/analysis"_s, {u"record"_s, u"text"_s, u"server/trial.h"_s}},
    {u"ui"_s, {u"server/session.h"_s, u"server/trial.h"_s, u"record"_s, u"analysis"_s, u"text"_s}},
    {u"app"_s,
     {u"http"_s, u"net"_s, u"record"_s, u"routes"_s, u"load"_s, u"analysis"_s, u"text"_s,
      u"server"_s, u"ui/mainwindow.h"_s}},
};

// The rooms within ui/ are one to the outside, and see each other.
const QStringList uiRooms{u"compare"_s, u"timeline"_s, u"tables"_s, u"panels"_s, u"widgets"_s};

QString roomOf(const QString &path)
{
    const QStringList parts = path.split(u'/');
    const bool isServerRoom = parts[0] == "server"_L1 && parts.size() > 2;
    return isServerRoom ? parts[0] + u'/' + parts[1] : parts[0];
}

bool isAllowed(const QString &room, const QString &included)
{
    const QString own = room.section(u'/', -1);
    const QString target = included.section(u'/', 0, 0);
    if (!included.contains(u'/'))
        return room == "ui"_L1; // a file of ui/ itself
    if (target == own || (room == "ui"_L1 && uiRooms.contains(target)))
        return true;
    const QStringList &names = allowed[room];
    return names.contains(target) || names.contains(included);
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
    for (const QString &path : sources(u"server/http"_s)) {
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

void TestRooms::filesKeepTheirSize()
{
    constexpr qsizetype headerLines = 150;
    constexpr qsizetype sourceLines = 350;
    for (const QString &path : sources()) {
        const qsizetype lines = read(path).count(u'\n');
        const qsizetype most = path.endsWith(".h"_L1) ? headerLines : sourceLines;
        QVERIFY2(lines <= most, qPrintable(u"%1 has %2 lines: two jobs?"_s.arg(path).arg(lines)));
    }
}

QTEST_GUILESS_MAIN(TestRooms)
#include "tst_rooms.moc"
