#include "keysdialog.h"

#include "widgets/focusring.h"
#include "widgets/plainlabel.h"
#include "widgets/scrollpage.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QMenu>
#include <QMenuBar>
#include <QVBoxLayout>

#include <array>

namespace overlap::ui {

namespace {

struct Key
{
    const char *keys;
    const char *meaning;
};

// Besides those of actions.
constexpr std::array inTimeline = {
    Key{QT_TR_NOOP("Space"), QT_TR_NOOP("Freeze the view, or follow the present")},
    Key{QT_TR_NOOP("←, →"), QT_TR_NOOP("Earlier, later")},
    Key{QT_TR_NOOP("Ctrl+←, Ctrl+→"), QT_TR_NOOP("The burst before, the next burst")},
    Key{QT_TR_NOOP("Ctrl+wheel"), QT_TR_NOOP("Zoom at the cursor")},
    Key{QT_TR_NOOP("Shift+drag, Shift+←, →"),
        QT_TR_NOOP("Mark a span: how many requests, how they overlapped")},
    Key{QT_TR_NOOP("N, P"), QT_TR_NOOP("Next, previous request")},
    Key{QT_TR_NOOP("↑, ↓"), QT_TR_NOOP("The request in the lane above, below")},
    Key{QT_TR_NOOP("Enter"), QT_TR_NOOP("Details of the request")},
    Key{QT_TR_NOOP("Esc"), QT_TR_NOOP("Mark nothing, select nothing")},
};

constexpr std::array inTables = {
    Key{QT_TR_NOOP("Enter"), QT_TR_NOOP("Go to it in the timeline")},
    Key{QT_TR_NOOP("Right click, Shift+F10"),
        QT_TR_NOOP("All that can be done with it; sort, choose the columns")},
    Key{QT_TR_NOOP("Ctrl+C"), QT_TR_NOOP("Copy the selected rows")},
    Key{QT_TR_NOOP("Esc"), QT_TR_NOOP("Select nothing")},
    Key{QT_TR_NOOP("Click on a title"), QT_TR_NOOP("Sort; a third click: as at first")},
    Key{QT_TR_NOOP("Right click on a title"), QT_TR_NOOP("Sort, choose the columns")},
};

constexpr std::array inRules = {
    Key{QT_TR_NOOP("Enter"), QT_TR_NOOP("Only the requests that it took")},
    Key{QT_TR_NOOP("Insert, Ctrl+E"), QT_TR_NOOP("Add a rule before it, edit it")},
    Key{QT_TR_NOOP("Space"), QT_TR_NOOP("Switch it off or on")},
    Key{QT_TR_NOOP("Alt+↑, Alt+↓"), QT_TR_NOOP("Ask it earlier, later")},
    Key{QT_TR_NOOP("Delete"), QT_TR_NOOP("Remove it")},
};

constexpr std::array inLessons = {
    Key{QT_TR_NOOP("1, 2, 3, 4"), QT_TR_NOOP("Pick an answer")},
    Key{QT_TR_NOOP("Enter"), QT_TR_NOOP("Run the lesson")},
    Key{QT_TR_NOOP("Esc"), QT_TR_NOOP("Close the lessons: all is as before")},
};

} // namespace

KeysDialog::KeysDialog(const QMenuBar &menus, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    new FocusRing(this);
    auto *list = new QWidget;
    m_grid = new QGridLayout(list);
    m_grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 3);
    m_grid->setColumnStretch(1, 1);
    addHeading(tr("Everywhere"));
    addActions(menus.actions(), Qt::WindowShortcut);
    addHeading(tr("In the timeline"));
    addActions(menus.actions(), Qt::WidgetShortcut);
    for (const Key &key : inTimeline)
        addKey(tr(key.keys), tr(key.meaning));
    addHeading(tr("In the tables"));
    for (const Key &key : inTables)
        addKey(tr(key.keys), tr(key.meaning));
    addHeading(tr("In the rules"));
    for (const Key &key : inRules)
        addKey(tr(key.keys), tr(key.meaning));
    addHeading(tr("In the lessons"));
    for (const Key &key : inLessons)
        addKey(tr(key.keys), tr(key.meaning));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *page = new ScrollPage(list);
    page->setAccessibleName(windowTitle());
    auto *column = new QVBoxLayout(this);
    column->addWidget(page);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

void KeysDialog::addHeading(const QString &text)
{
    m_grid->addWidget(boldLabel(text), m_grid->rowCount(), 0, 1, 2);
}

void KeysDialog::addKey(const QString &keys, const QString &meaning)
{
    const int row = m_grid->rowCount();
    m_grid->addWidget(plainLabel(keys), row, 0);
    QLabel *text = plainLabel(meaning);
    text->setWordWrap(true);
    text->setMinimumWidth(text->fontMetrics().averageCharWidth() * 32);
    m_grid->addWidget(text, row, 1);
}

void KeysDialog::addActions(const QList<QAction *> &actions, Qt::ShortcutContext context)
{
    for (const QAction *action : actions) {
        if (action->menu()) {
            addActions(action->menu()->actions(), context);
            continue;
        }
        if (action->shortcut().isEmpty() || action->shortcutContext() != context)
            continue;
        const QString name = action->text().remove(u'&').remove(u'…');
        addKey(action->shortcut().toString(QKeySequence::NativeText),
               action->whatsThis().isEmpty() ? name : action->whatsThis());
    }
}

} // namespace overlap::ui
