#include "tableview.h"

#include "cells.h"
#include "columns.h"
#include "copying.h"
#include "flatheader.h"
#include "widgets/focusring.h"

#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <set>

namespace overlap::ui {

using namespace Qt::StringLiterals;

TableView::TableView(QAbstractItemModel &model, QWidget *parent) : QTableView(parent)
{
    auto *header = new FlatHeader(this);
    setHorizontalHeader(header);
    verticalHeader()->hide();
    // Rows of a fixed height are not measured: there may be a million.
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
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal, charactersRole).toInt() == 0)
            m_filler = column;
        if (model.headerData(column, Qt::Horizontal, isDefaultOrderRole).toBool())
            m_defaultOrder = column;
    }
    header->setDefaultOrder(m_defaultOrder);
    m_growing.setSingleShot(true);
    m_growing.setInterval(0);
    m_isChosen.resize(size_t(model.columnCount()));
    fitFont();
    resetColumns();
    wireColumns();
    // activated() would come with a single click in some styles.
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row()); });
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TableView::scrollToTop);
}

std::vector<int> TableView::columnsShown() const
{
    std::vector<int> columns;
    for (int i = 0; i < horizontalHeader()->count(); ++i) {
        if (const int column = horizontalHeader()->logicalIndex(i); !isColumnHidden(column))
            columns.push_back(column);
    }
    return columns;
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
        QStringList cells;
        for (const int column : columnsShown())
            cells += cell(column);
        text += cells.join(u'\t') + u'\n';
    };
    line([this](int column) { return titleOf(column); });
    for (const int row : rows)
        line([&](int column) {
            return harmlessCell(model()->index(row, column).data().toString());
        });
    return text;
}

QString TableView::rowsText() const
{
    qsizetype count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count == 1 ? tr("1 row") : tr("%1 rows").arg(count);
}

void TableView::copySelected() const
{
    if (selectionModel()->hasSelection())
        copyText(selectedText(), rowsText());
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        showMenu(rowAt(event->pos().y()), event->pos());
    else
        showMenuByKey();
}

// Below the current row.
void TableView::showMenuByKey()
{
    const QRect row = visualRect(currentIndex());
    showMenu(currentIndex().row(), {row.left(), std::max(row.bottom(), 0)});
}

// `point` is in the viewport. Without a row (-1), the menu has the columns only.
void TableView::showMenu(int row, QPoint point)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("rowMenu"_L1);
    if (row >= 0) {
        Q_EMIT menuWanted(menu, row);
        menu->addSeparator();
    }
    if (selectionModel()->hasSelection())
        menu->addAction(tr("Copy %1").arg(rowsText()), QKeySequence::Copy, this,
                        &TableView::copySelected);
    if (isSortingEnabled())
        addSorting(*menu->addMenu(tr("&Sort")), std::max(currentIndex().column(), 0));
    addColumns(*menu->addMenu(tr("Colu&mns")));
    menu->popup(viewport()->mapToGlobal(point));
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier)
        return showMenuByKey(); // not every system makes a context menu event of it
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        currentIndex().isValid()) {
        Q_EMIT rowActivated(currentIndex().row());
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

// A font with digits of equal width, so that numbers line up. Row height and column widths follow
// it.
void TableView::fitFont()
{
    QFont digits = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    digits.setPointSizeF(QGuiApplication::font().pointSizeF());
    setFont(digits);
    horizontalHeader()->setFont(QGuiApplication::font());
    const QFontMetrics metrics(digits);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(metrics.height() * 7 / 5);
    fitColumns();
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_growing.start();
    fillWidth();
}

void TableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the frame goes around the whole row
}

// The current row is framed while the table has the focus: the style shows it too faintly.
void TableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!hasFocus() || !currentIndex().isValid())
        return;
    const QRect cell = visualRect(currentIndex());
    QPainter painter(viewport());
    FocusRing::paint(painter, palette(), {0, cell.top(), viewport()->width(), cell.height()});
}

} // namespace overlap::ui
