#include "keysdialog.h"

#include "widgets/focusring.h"
#include "widgets/plainlabel.h"
#include "widgets/scrollpage.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QVBoxLayout>

#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

struct Key
{
    const char *keys;
    const char *meaning; // empty: a heading
};

constexpr std::array keys = {
    Key{"Everywhere", ""},
    Key{"F5, Shift+F5", "Start, stop"},
    Key{"Ctrl+B", "Send test requests"},
    Key{"Ctrl+Shift+B", "What to send, in every detail"},
    Key{"Ctrl+F",
        "Filter the requests: 404 5xx #5 /sleep status:5xx dur>1s method:POST conn:3 -is:error"},
    Key{"Ctrl+Shift+C", "Copy the server's address"},
    Key{"Ctrl+Z", "Bring back the requests that were cleared"},
    Key{"F6", "The next part of the window"},
    Key{"F1", "This list"},
    Key{"In the timeline", ""},
    Key{"Space, End", "Freeze the view, follow the present"},
    Key{"←, →", "Earlier, later"},
    Key{"Ctrl+←, Ctrl+→", "The burst before, the next burst"},
    Key{"+, −, Ctrl+wheel", "Zoom"},
    Key{"Home, F", "Show everything, the selection"},
    Key{"Shift+drag, Shift+←, →", "Mark a span: how many requests, how they overlapped"},
    Key{"N, P", "Next, previous request"},
    Key{"↑, ↓", "The request in the lane above, below"},
    Key{"C", "Lanes packed, or by connection"},
    Key{"B", "Show or hide the client's side"},
    Key{"L", "What all of it means"},
    Key{"Enter", "Details of the request"},
    Key{"Esc", "Mark, select nothing"},
    Key{"In the tables", ""},
    Key{"Enter", "Go to it in the timeline"},
    Key{"Right click, Shift+F10", "All that can be done with it"},
    Key{"Ctrl+C", "Copy the selected rows"},
    Key{"Click on a title", "Sort; a third click: as at first"},
    Key{"Right click on a title", "Choose the columns"},
};

} // namespace

KeysDialog::KeysDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    new FocusRing(this);
    auto *list = new QWidget;
    auto *grid = new QGridLayout(list);
    grid->setHorizontalSpacing(fontMetrics().averageCharWidth() * 3);
    int row = 0;
    for (const Key &key : keys) {
        const QString meaning = QString::fromUtf8(key.meaning);
        const QString name = QString::fromUtf8(key.keys);
        grid->addWidget(meaning.isEmpty() ? boldLabel(name) : plainLabel(name), row, 0);
        QLabel *text = plainLabel(meaning);
        text->setWordWrap(true);
        text->setMinimumWidth(text->fontMetrics().averageCharWidth() * 32);
        grid->addWidget(text, row++, 1);
    }
    grid->setColumnStretch(1, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *page = new ScrollPage(list);
    page->setAccessibleName(windowTitle());
    auto *column = new QVBoxLayout(this);
    column->addWidget(page);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

} // namespace overlap::ui
