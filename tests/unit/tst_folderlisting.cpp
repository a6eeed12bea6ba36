#include "overlap/folder/listing.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace overlap::folder;
using namespace Qt::StringLiterals;

// What a folder lists, and its page.
class TestFolderListing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsWhatIsShown();
    void isCut();
    void orders_data();
    void orders();
    void queries_data();
    void queries();
    void namesAreText_data();
    void namesAreText();
    void columnsTurn();
    void rows();
};

namespace {

QStringList namesOf(const std::vector<Entry> &entries)
{
    QStringList names;
    for (const Entry &entry : entries)
        names += entry.name;
    return names;
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

void TestFolderListing::listsWhatIsShown()
{
    QTemporaryDir directory;
    const QString above = QFileInfo(directory.path()).canonicalFilePath();
    const QString root = above + u"/site"_s;
    QVERIFY(QDir().mkpath(root + u"/sub/.git"_s));
    write(above + u"/secret.txt"_s, "secret");
    write(root + u"/a.txt"_s, "four");
    write(root + u"/.env"_s, "secret");
#ifdef Q_OS_UNIX
    // Only those that lead to what is shown.
    int links = 0;
    for (const QString &target : {u"a.txt"_s, u"sub"_s, u"../secret.txt"_s, u".."_s, u"/etc"_s,
                                  u".env"_s, u"sub/.git"_s, u"nothing"_s, u"link8"_s})
        QVERIFY(QFile::link(target, root + u"/link%1"_s.arg(links++)));
    const QStringList expected{u"a.txt"_s, u"link0"_s, u"link1"_s, u"sub"_s};
#else
    const QStringList expected{u"a.txt"_s, u"sub"_s};
#endif
    Listing listing = listingOf(root, root);
    QVERIFY(!listing.isCut);
    QStringList names = namesOf(listing.entries);
    names.sort();
    QCOMPARE(names, expected);
    const auto file = std::ranges::find(listing.entries, u"a.txt"_s, &Entry::name);
    QCOMPARE(file->size, 4);
    QVERIFY(!file->isFolder);
    QCOMPARE(file->modifiedMs, QFileInfo(root + u"/a.txt"_s).lastModified().toMSecsSinceEpoch());
    QVERIFY(std::ranges::find(listing.entries, u"sub"_s, &Entry::name)->isFolder);
    QVERIFY(listingOf(root, root + u"/sub"_s).entries.empty());
    QVERIFY(listingOf(root, root + u"/nothing"_s).entries.empty());
}

void TestFolderListing::isCut()
{
    QTemporaryDir directory;
    const QString root = QFileInfo(directory.path()).canonicalFilePath();
    for (int i = 0; i < 5; ++i)
        write(root + u"/%1"_s.arg(i), "");
    QCOMPARE(listingOf(root, root, 5).entries.size(), 5u);
    QVERIFY(!listingOf(root, root, 5).isCut);
    QCOMPARE(listingOf(root, root, 4).entries.size(), 4u);
    QVERIFY(listingOf(root, root, 4).isCut);
    QVERIFY(rowsOf(listingOf(root, root, 4), false).contains("There are more"));
}

void TestFolderListing::orders_data()
{
    QTest::addColumn<Order>("order");
    QTest::addColumn<QStringList>("names");
    using By = Order::By;
    QTest::newRow("name") << Order{By::Name, false}
                          << QStringList{u"Alpha"_s, u"beta"_s, u"A"_s, u"a"_s, u"B"_s, u"c"_s};
    QTest::newRow("name, back") << Order{By::Name, true}
                                << QStringList{u"beta"_s, u"Alpha"_s, u"c"_s,
                                               u"B"_s,    u"A"_s,     u"a"_s};
    QTest::newRow("size") << Order{By::Size, false}
                          << QStringList{u"Alpha"_s, u"beta"_s, u"c"_s, u"B"_s, u"A"_s, u"a"_s};
    QTest::newRow("size, back") << Order{By::Size, true}
                                << QStringList{u"Alpha"_s, u"beta"_s, u"A"_s,
                                               u"a"_s,     u"B"_s,    u"c"_s};
    QTest::newRow("time") << Order{By::Modified, false}
                          << QStringList{u"beta"_s, u"Alpha"_s, u"B"_s, u"c"_s, u"a"_s, u"A"_s};
    QTest::newRow("time, back") << Order{By::Modified, true}
                                << QStringList{u"Alpha"_s, u"beta"_s, u"A"_s,
                                               u"a"_s,     u"c"_s,    u"B"_s};
}

void TestFolderListing::orders()
{
    QFETCH(Order, order);
    QFETCH(QStringList, names);
    std::vector<Entry> entries{
        {u"c"_s, false, 1, 20},   {u"beta"_s, true, 0, 5}, {u"A"_s, false, 3, 40},
        {u"Alpha"_s, true, 0, 6}, {u"a"_s, false, 3, 30},  {u"B"_s, false, 2, 10},
    };
    sort(entries, order);
    QCOMPARE(namesOf(entries), names);
}

void TestFolderListing::queries_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<Order>("order");
    using By = Order::By;
    QTest::newRow("none") << QByteArray() << Order{};
    QTest::newRow("name") << QByteArray("sort=name") << Order{};
    QTest::newRow("back") << QByteArray("sort=name&desc") << Order{By::Name, true};
    QTest::newRow("size") << QByteArray("sort=size") << Order{By::Size, false};
    QTest::newRow("size, back") << QByteArray("sort=size&desc") << Order{By::Size, true};
    QTest::newRow("time") << QByteArray("sort=modified") << Order{By::Modified, false};
    QTest::newRow("unknown") << QByteArray("sort=colour&desc") << Order{};
    QTest::newRow("other") << QByteArray("n=1") << Order{};
}

void TestFolderListing::queries()
{
    QFETCH(QByteArray, query);
    QFETCH(Order, order);
    QCOMPARE(orderFrom(query), order);
}

void TestFolderListing::namesAreText_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("link");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const QString &name, const char *link, const char *text) {
        QTest::newRow(qPrintable(name)) << name << QByteArray(link) << QByteArray(text);
    };
    row(u"a.txt"_s, "./a.txt", "a.txt");
    row(u"<script>alert(1)</script>"_s, "./%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
        "&lt;script&gt;alert(1)&lt;/script&gt;");
    row(u"\"><img src=x>"_s, "./%22%3E%3Cimg%20src%3Dx%3E", "&quot;&gt;&lt;img src=x&gt;");
    row(u"' onclick='x"_s, "./%27%20onclick%3D%27x", "' onclick='x");
    row(u"a&b;c"_s, "./a%26b%3Bc", "a&amp;b;c");
    row(u"&lt;"_s, "./%26lt%3B", "&amp;lt;");
    row(u"javascript:alert(1)"_s, "./javascript%3Aalert%281%29", "javascript:alert(1)");
    row(u"a?b#c%41"_s, "./a%3Fb%23c%2541", "a?b#c%41");
    row(u"{{rows}}"_s, "./%7B%7Brows%7D%7D", "&#123;&#123;rows}}");
    row(u"\u00fc \u4e2d"_s, "./%C3%BC%20%E4%B8%AD", "\u00fc \u4e2d");
    row(u"a\u202etxt.exe"_s, "./a%E2%80%AEtxt.exe", "a\\u202etxt.exe"); // it would turn around
}

void TestFolderListing::namesAreText()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, link);
    QFETCH(QByteArray, text);
    for (const bool isFolder : {false, true}) {
        const QByteArray slash = isFolder ? "/" : "";
        const QByteArray rows = rowsOf({{{name, isFolder, 5, 0}}}, false);
        const QByteArray expected = "<a href=\"" + link + slash + "\">" + text + slash + "</a>";
        QVERIFY2(rows.contains(expected), rows.constData());
        QCOMPARE(rows.count('<'), 12);
    }
    QCOMPARE(headingOf({u"sub"_s, name}), "/sub/" + text + '/');
}

void TestFolderListing::columnsTurn()
{
    QCOMPARE(columnsOf({}),
             QByteArray("<th aria-sort=\"ascending\"><a href=\"?sort=name&amp;desc\">Name</a></th>"
                        "<th><a href=\"?sort=size\">Size</a></th>"
                        "<th><a href=\"?sort=modified\">Modified</a></th>"));
    const QByteArray back = columnsOf({Order::By::Size, true});
    QVERIFY(back.contains("<th aria-sort=\"descending\"><a href=\"?sort=size\">"));
    QCOMPARE(back.count("aria-sort"), 1);
}

void TestFolderListing::rows()
{
    QCOMPARE(headingOf({}), QByteArray("/"));
    QVERIFY(rowsOf({}, false).contains("There is nothing in this folder."));
    QVERIFY(!rowsOf({}, false).contains("href"));
    QVERIFY(rowsOf({}, true).contains("<a href=\"../\">"));
    const QDateTime time(QDate(2026, 11, 27), QTime(5, 31, 7));
    const QByteArray rows = rowsOf({{{u"a"_s, false, 1536, time.toMSecsSinceEpoch()}}}, false);
    QVERIFY(rows.contains(">2026-11-27 05:31</time>"));
    QVERIFY(rows.contains("<td>1.5 KiB</td>"));
    const QByteArray utc = time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ssZ"_s).toLatin1();
    QVERIFY2(rows.contains("<time datetime=\"" + utc + "\">"), rows.constData());
}

QTEST_APPLESS_MAIN(TestFolderListing)
#include "tst_folderlisting.moc"
