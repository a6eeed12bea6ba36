#include "widgets/flowlayout.h"

#include <QHBoxLayout>
#include <QWidget>
#include <QtTest>

using namespace overlap::ui;

namespace {

// A widget of a fixed size.
class Box : public QWidget
{
public:
    explicit Box(QSize size) : m_size(size) {}
    QSize sizeHint() const override { return m_size; }
    QSize minimumSizeHint() const override { return m_size; }

private:
    const QSize m_size;
};

struct Stage
{
    Stage()
    {
        layout->setContentsMargins(1, 2, 3, 4);
        layout->setSpacing(5);
    }
    Box *add(int width, int height = 20)
    {
        auto *box = new Box({width, height});
        layout->addWidget(box);
        return box;
    }
    void show(int width)
    {
        window.resize(width, window.heightForWidth(width));
        layout->setGeometry(window.rect());
    }

    QWidget window;
    FlowLayout *layout = new FlowLayout(&window);
};

} // namespace

class TestFlowLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsInOneRowWhereThereIsRoom();
    void takesAnotherRow();
    void stretchesAlsoInTheNextRow();
    void leavesOutWhatIsHidden();
    void keepsALayoutTogether();
    void deletesEachItemOnce();
};

void TestFlowLayout::standsInOneRowWhereThereIsRoom()
{
    Stage stage;
    const Box *first = stage.add(100);
    stage.layout->addSpacing(10);
    const Box *second = stage.add(50, 30);
    QCOMPARE(stage.layout->sizeHint(), QSize(1 + 100 + 5 + 10 + 50 + 3, 2 + 30 + 4));
    QCOMPARE(stage.layout->minimumSize(), QSize(1 + 100 + 3, 2 + 30 + 4));
    stage.show(stage.layout->sizeHint().width());
    QCOMPARE(first->geometry().left(), 1);
    QCOMPARE(second->geometry(), QRect(116, 2, 50, 30));
}

void TestFlowLayout::takesAnotherRow()
{
    Stage stage;
    stage.add(100);
    stage.layout->addSpacing(10);
    const Box *second = stage.add(50);
    stage.show(stage.layout->sizeHint().width() - 1);
    QCOMPARE(second->geometry(), QRect(1, 2 + 20 + 5, 50, 20));
    QCOMPARE(stage.window.height(), 2 + 20 + 5 + 20 + 4);
}

void TestFlowLayout::stretchesAlsoInTheNextRow()
{
    Stage stage;
    stage.add(100);
    stage.layout->addStretch();
    const Box *last = stage.add(50);
    stage.show(300);
    QCOMPARE(last->geometry().right(), 300 - 3 - 1);
    QCOMPARE(last->geometry().top(), 2);
    stage.show(120);
    QCOMPARE(last->geometry().right(), 120 - 3 - 1);
    QCOMPARE(last->geometry().top(), 27);
}

void TestFlowLayout::leavesOutWhatIsHidden()
{
    Stage stage;
    stage.add(100);
    stage.add(70)->hide();
    const Box *last = stage.add(50);
    QCOMPARE(stage.layout->sizeHint().width(), 1 + 100 + 5 + 50 + 3);
    stage.show(500);
    QCOMPARE(last->geometry().left(), 106);
}

void TestFlowLayout::keepsALayoutTogether()
{
    Stage stage;
    stage.add(100);
    auto *group = new QHBoxLayout;
    group->setSpacing(5);
    auto *one = new Box({40, 20});
    auto *other = new Box({40, 20});
    group->addWidget(one);
    group->addWidget(other);
    stage.layout->addLayout(group);
    stage.show(150);
    QCOMPARE(one->geometry().topLeft(), QPoint(1, 27));
    QCOMPARE(other->geometry().topLeft(), QPoint(46, 27));
    QVERIFY(stage.layout->itemAt(1)->layout() == group);
    QVERIFY(!stage.layout->itemAt(2));
}

// Also behind a layout, which takes itself out while it is deleted.
void TestFlowLayout::deletesEachItemOnce()
{
    struct Counted : QSpacerItem
    {
        explicit Counted(int &count) : QSpacerItem(10, 10), alive(count) { ++alive; }
        ~Counted() override { --alive; }
        Q_DISABLE_COPY_MOVE(Counted)
        int &alive;
    };
    int alive = 0;
    {
        Stage stage;
        stage.layout->addLayout(new QHBoxLayout);
        for (int i = 0; i < 3; ++i)
            stage.layout->addItem(new Counted(alive));
        QCOMPARE(alive, 3);
    }
    QCOMPARE(alive, 0);
}

QTEST_MAIN(TestFlowLayout)
#include "tst_flowlayout.moc"
