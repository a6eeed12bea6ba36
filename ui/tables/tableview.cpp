#include "tableview.h"

#include "columns.h"
#include "flatheader.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>

#include <set>

namespace overlap::ui {

TableView::TableView(QAbstractItemModel &model, QWidget *parent) : QTableView(parent)
{
    setHorizontalHeader(new FlatHeader(this));
    verticalHeader()->hide();
    // Rows of a fixed height are never measured, however many there are.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setModel(&model);
    setSortingEnabled(true);
    fitFont();
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal, charactersRole).toInt() == 0)
            horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    }
}

QString TableView::selectedText() const
{
    std::set<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.insert(row);
    }
    QString text;
    const auto line = [&](auto cell) {
        for (int column = 0; column < model()->columnCount(); ++column) {
            text += column > 0 ? QStringView(u"\t") : QStringView();
            text += cell(column).toString();
        }
        text += u'\n';
    };
    line([this](int column) { return model()->headerData(column, Qt::Horizontal); });
    for (const int row : rows)
        line([&](int column) { return model()->index(row, column).data(); });
    return text;
}

void TableView::copySelected() const
{
    if (selectionModel()->hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        fitFont();
}

// Digits of one width, so that figures line up; rows and columns as wide as the text needs.
void TableView::fitFont()
{
    QFont digits = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    digits.setPointSizeF(QGuiApplication::font().pointSizeF());
    setFont(digits);
    horizontalHeader()->setFont(QGuiApplication::font());
    const QFontMetrics metrics(digits);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(metrics.height() + metrics.height() / 4);
    if (!model())
        return;
    for (int column = 0; column < model()->columnCount(); ++column) {
        const int characters = model()->headerData(column, Qt::Horizontal, charactersRole).toInt();
        setColumnWidth(column, (characters + 1) * metrics.horizontalAdvance(u'0'));
    }
}

} // namespace overlap::ui
