// Copying says so, in the status bar and to screen readers.
#include "windowfixture.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestCopying : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysSo();
};

void TestCopying::saysSo()
{
    WindowFixture f;
    f.serve();
    QTcpSocket client;
    f.send(client, "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(f.session.store().total(), quint64(2));
    QTRY_COMPARE(f.requests()->rowCount(), 2);
    auto *table = f.find<QTableView>("requests");
    const auto said = [&f] { return f.window->statusBar()->currentMessage(); };
    QTest::keyClick(f.window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(said(), u"Copied "_s + f.session.url().toString());
    QCOMPARE(f.window->statusBar()->accessibleDescription(), said());
    table->setFocus();
    table->selectAll();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(said(), u"Copied 2 rows"_s);
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(said(), u"Copied 1 row"_s);
    // A text copied by a field itself.
    auto *pages = f.find<QTabWidget>("pages");
    QTRY_VERIFY(pages->isVisible());
    pages->setCurrentIndex(3);
    auto *raw = pages->currentWidget()->findChild<QPlainTextEdit *>();
    raw->setFocus();
    raw->selectAll();
    QTest::keyClick(raw, Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(said().endsWith(u" characters"_s), qPrintable(said()));
    pages->setCurrentIndex(4);
    QTest::mouseClick(pages->currentWidget()->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(said(), u"Copied the command"_s);
}

QTEST_MAIN(TestCopying)
#include "tst_copying.moc"
