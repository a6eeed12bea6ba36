#include "widgets/flowlayout.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace overlap::ui {

namespace {

bool isStretch(const QLayoutItem *item)
{
    return item->expandingDirections() & Qt::Horizontal;
}

} // namespace

FlowLayout::FlowLayout(QWidget *parent) : QLayout(parent) {}

// A layout among the items takes itself out of this one while it is deleted, so each must be out
// before.
FlowLayout::~FlowLayout()
{
    while (!m_items.empty())
        delete FlowLayout::takeAt(count() - 1);
}

void FlowLayout::addSpacing(int width)
{
    addItem(new QSpacerItem(width, 0, QSizePolicy::Fixed, QSizePolicy::Minimum));
}

void FlowLayout::addStretch()
{
    addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding, QSizePolicy::Minimum));
}

void FlowLayout::addLayout(QLayout *layout)
{
    addChildLayout(layout);
    addItem(layout);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.emplace_back(item);
    invalidate();
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

// At a line break, fixed gaps are dropped, and stretches begin the next row.
std::vector<FlowLayout::Row> FlowLayout::rowsFor(int width) const
{
    std::vector<Row> rows(1);
    std::vector<QLayoutItem *> gaps; // since the last item
    int gapsWidth = 0;
    for (const auto &item : m_items) {
        if (item->spacerItem()) {
            gaps.push_back(item.get());
            gapsWidth += item->sizeHint().width();
            continue;
        }
        if (item->isEmpty()) // hidden
            continue;
        const QSize size = item->sizeHint();
        Row *row = &rows.back();
        if (!row->items.empty()) {
            const int needed = row->width + spacing() + gapsWidth + size.width();
            if (needed > width) {
                row = &rows.emplace_back();
                std::erase_if(gaps, [](const QLayoutItem *gap) { return !isStretch(gap); });
            } else {
                row->width = needed - size.width();
            }
            row->items.insert(row->items.end(), gaps.begin(), gaps.end());
            row->stretches += int(std::ranges::count_if(gaps, isStretch));
        }
        gaps.clear();
        gapsWidth = 0;
        row->items.push_back(item.get());
        row->width += size.width();
        row->height = std::max(row->height, size.height());
    }
    return rows;
}

int FlowLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const std::vector<Row> rows = rowsFor(width - margins.left() - margins.right());
    int height = margins.top() + margins.bottom() + int(rows.size() - 1) * spacing();
    for (const Row &row : rows)
        height += row.height;
    return height;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto &item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::sizeHint() const
{
    const Row row = rowsFor(std::numeric_limits<int>::max() / 2).front();
    return QSize(row.width, row.height).grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const QRect area = rect.marginsRemoved(contentsMargins());
    int y = area.top();
    for (const Row &row : rowsFor(area.width())) {
        place(row, QRect(area.left(), y, area.width(), row.height));
        y += row.height + spacing();
    }
}

void FlowLayout::place(const Row &row, const QRect &rect) const
{
    const int left = std::max(0, rect.width() - row.width);
    int x = rect.left();
    bool isFirst = true;
    for (QLayoutItem *item : row.items) {
        const QSize size = item->sizeHint();
        if (item->spacerItem()) {
            x += size.width() + (isStretch(item) ? left / row.stretches : 0);
            continue;
        }
        x += std::exchange(isFirst, false) ? 0 : spacing();
        item->setGeometry(
            QRect(x, rect.top(), std::min(size.width(), rect.width()), rect.height()));
        x += size.width();
    }
}

} // namespace overlap::ui
