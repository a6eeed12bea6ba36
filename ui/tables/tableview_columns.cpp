// The columns of a table: their widths, and what is remembered of them.
#include "columns.h"
#include "tableview.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSettings>
#include <QStyle>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastCharacters = 14; // of the column that takes the remaining width
constexpr int widthLeast = 16;      // pixels, of a remembered width
constexpr int widthMost = 4096;

} // namespace

QString TableView::titleOf(int column) const
{
    return model()->headerData(column, Qt::Horizontal).toString();
}

int TableView::columnTitled(QStringView title) const
{
    int column = model()->columnCount() - 1;
    while (column >= 0 && titleOf(column) != title)
        --column;
    return column;
}

void TableView::wireColumns()
{
    QHeaderView *const header = horizontalHeader();
    connect(header, &QHeaderView::sectionResized, this, &TableView::columnResized);
    // After the view has fitted it to its contents: from there it may grow again.
    connect(header, &QHeaderView::sectionHandleDoubleClicked, this,
            [this](int column) { m_isChosen[size_t(column)] = false; });
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, &TableView::showHeaderMenu);
    connect(&m_growing, &QTimer::timeout, this, &TableView::growColumns);
    const auto grow = qOverload<>(&QTimer::start);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, &m_growing, grow);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(model(), signal, &m_growing, grow);
    connect(model(), &QAbstractItemModel::dataChanged, &m_growing, grow);
    connect(model(), &QAbstractItemModel::layoutChanged, &m_growing, grow);
    connect(model(), &QAbstractItemModel::modelReset, &m_growing, grow);
}

// Between two texts there is always a gap.
int TableView::widthOf(int textWidth) const
{
    const int margin = style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, this) + 1;
    return textWidth + 2 * margin + fontMetrics().averageCharWidth() / 2;
}

void TableView::resetColumns()
{
    const QScopedValueRollback fitting(m_isFitting, true);
    QHeaderView *const header = horizontalHeader();
    const int count = model()->columnCount();
    m_isChosen.assign(size_t(count), false);
    for (int column = 0; column < count; ++column) {
        header->moveSection(header->visualIndex(column), column);
        setColumnHidden(column, model()->headerData(column, Qt::Horizontal, isHiddenRole).toBool());
    }
    fitColumns();
}

// To the widths that they have at first, and from there to what is visible.
void TableView::fitColumns()
{
    const QScopedValueRollback fitting(m_isFitting, true);
    m_fits.assign(size_t(model()->columnCount()), 0);
    const int digit = fontMetrics().horizontalAdvance(u'0');
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (m_isChosen[size_t(column)] || isColumnHidden(column))
            continue;
        const int characters = model()->headerData(column, Qt::Horizontal, charactersRole).toInt();
        setColumnWidth(column, std::max(widthOf(characters * digit),
                                        horizontalHeader()->sectionSizeHint(column)));
    }
    growColumns();
}

// Only the visible rows are looked at, and only texts with more characters than before are
// measured. A column never shrinks by itself: it would jump while one reads.
void TableView::growColumns()
{
    m_growing.stop();
    const QScopedValueRollback fitting(m_isFitting, true);
    const int first = std::max(rowAt(0), 0);
    const int inView = viewport()->height() / verticalHeader()->defaultSectionSize() + 2;
    const int end = std::min(first + inView, model()->rowCount());
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column == m_filler || m_isChosen[size_t(column)] || isColumnHidden(column))
            continue;
        int width = columnWidth(column);
        for (int row = first; row < end; ++row) {
            const QString text = model()->index(row, column).data().toString();
            if (text.size() <= m_fits[size_t(column)])
                continue;
            m_fits[size_t(column)] = text.size();
            width = std::max(width, widthOf(fontMetrics().horizontalAdvance(text)));
        }
        if (width > columnWidth(column))
            setColumnWidth(column, width);
    }
    fillWidth();
}

// A stretched section may become too narrow to read. This one never does: the table scrolls
// instead.
void TableView::fillWidth()
{
    if (m_isChosen[size_t(m_filler)] || isColumnHidden(m_filler))
        return;
    const QScopedValueRollback fitting(m_isFitting, true);
    const int least = leastCharacters * fontMetrics().averageCharWidth();
    const int others = horizontalHeader()->length() - columnWidth(m_filler);
    setColumnWidth(m_filler, std::max(least, viewport()->width() - others));
}

void TableView::columnResized(int column)
{
    if (m_isFitting)
        return;
    m_isChosen[size_t(column)] = true;
    fillWidth();
}

void TableView::setColumnShown(int column, bool shown)
{
    {
        const QScopedValueRollback fitting(m_isFitting, true);
        setColumnHidden(column, !shown);
    }
    fitColumns();
}

// "Path", "Started=173" with a width that the user chose, "-Time" if it is hidden: in the order on
// the screen. Titles last longer than numbers, which change with each new column.
void TableView::saveColumns(QSettings &settings, const QString &key) const
{
    const QHeaderView *header = horizontalHeader();
    QStringList columns;
    for (int i = 0; i < header->count(); ++i) {
        const int column = header->logicalIndex(i);
        const bool isHidden = isColumnHidden(column);
        QString entry = (isHidden ? u"-"_s : QString()) + titleOf(column);
        if (m_isChosen[size_t(column)] && !isHidden)
            entry += u'=' + QString::number(columnWidth(column));
        columns += entry;
    }
    settings.setValue(key, columns);
    const int sorted = header->sortIndicatorSection();
    const bool isDescending = header->sortIndicatorOrder() == Qt::DescendingOrder;
    settings.setValue(key + u"Sorted"_s,
                      sorted < 0 ? QString()
                                 : (isDescending ? u"-"_s : QString()) + titleOf(sorted));
}

void TableView::restoreColumns(const QSettings &settings, const QString &key)
{
    QHeaderView *const header = horizontalHeader();
    int place = 0;
    const QStringList entries = settings.value(key).toStringList();
    for (const QString &entry : entries) {
        const QScopedValueRollback fitting(m_isFitting, true);
        const bool isHidden = entry.startsWith(u'-');
        const QString title = entry.mid(isHidden ? 1 : 0).section(u'=', 0, 0);
        const int width = entry.section(u'=', 1).toInt();
        const int column = columnTitled(title);
        if (column < 0 || header->visualIndex(column) < place)
            continue; // unknown, or named twice
        header->moveSection(header->visualIndex(column), place++);
        setColumnHidden(column, isHidden);
        m_isChosen[size_t(column)] = width > 0;
        if (width > 0 && !isHidden)
            setColumnWidth(column, std::clamp(width, widthLeast, widthMost));
    }
    if (header->hiddenSectionCount() == header->count())
        resetColumns();
    fitColumns();
    const QString sorted = settings.value(key + u"Sorted"_s).toString();
    const bool isDescending = sorted.startsWith(u'-');
    if (const int column = columnTitled(sorted.mid(isDescending ? 1 : 0)); column >= 0)
        header->setSortIndicator(column, isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void TableView::addSorting(QMenu &menu, int column)
{
    const auto add = [&](const QString &text, int by, Qt::SortOrder order) {
        QAction *action = menu.addAction(
            text, this, [this, by, order] { horizontalHeader()->setSortIndicator(by, order); });
        action->setCheckable(true);
        action->setChecked(horizontalHeader()->sortIndicatorSection() == by &&
                           (by < 0 || horizontalHeader()->sortIndicatorOrder() == order));
    };
    add(tr("Sort by %1, &ascending").arg(titleOf(column)), column, Qt::AscendingOrder);
    add(tr("Sort by %1, &descending").arg(titleOf(column)), column, Qt::DescendingOrder);
    add(tr("Sort by %1, &latest first").arg(titleOf(m_defaultOrder)), -1, Qt::AscendingOrder);
}

// One column at least stays.
void TableView::addColumns(QMenu &menu)
{
    const QHeaderView *header = horizontalHeader();
    const bool isLast = header->hiddenSectionCount() == header->count() - 1;
    for (int i = 0; i < header->count(); ++i) {
        const int column = header->logicalIndex(i);
        QAction *action = menu.addAction(
            titleOf(column), this, [this, column](bool shown) { setColumnShown(column, shown); });
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(!isLast || isColumnHidden(column));
    }
    menu.addSeparator();
    menu.addAction(tr("&Reset the columns"), this, &TableView::resetColumns);
}

void TableView::showHeaderMenu(QPoint point)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName("headerMenu"_L1);
    const int column = horizontalHeader()->logicalIndexAt(point);
    if (isSortingEnabled())
        addSorting(*menu, std::max(column, 0));
    menu->addSection(tr("Columns"));
    addColumns(*menu);
    menu->popup(horizontalHeader()->viewport()->mapToGlobal(point));
}

} // namespace overlap::ui
