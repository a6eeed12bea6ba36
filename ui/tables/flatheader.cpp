#include "flatheader.h"

#include <QPainter>

namespace overlap::ui {

using namespace Qt::StringLiterals;

FlatHeader::FlatHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    // A third click on a column restores the default order.
    setSortIndicatorClearable(true);
    setSortIndicator(-1, Qt::AscendingOrder);
}

void FlatHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->fillRect(rect, palette().color(QPalette::Base));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                      palette().color(QPalette::Mid));
    const QString title = model()->headerData(section, orientation()).toString();
    const bool isDefault = sortIndicatorSection() < 0;
    const int by = isDefault ? m_defaultOrder : sortIndicatorSection();
    const bool sorted = sectionsClickable() && section == by; // else nothing sorts
    const bool isAscending = !isDefault && sortIndicatorOrder() == Qt::AscendingOrder;
    const QString arrow = !sorted ? QString() : isAscending ? u" ▲"_s : u" ▼"_s;
    painter->setPen(palette().color(sorted ? QPalette::Text : QPalette::PlaceholderText));
    const int margin = fontMetrics().averageCharWidth() / 2;
    const auto alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    // The title is cut rather than the arrow.
    const int room = rect.width() - 2 * margin - fontMetrics().horizontalAdvance(arrow);
    painter->drawText(rect.adjusted(margin, 0, -margin, 0), alignment.toInt(),
                      fontMetrics().elidedText(title, Qt::ElideRight, room) + arrow);
}

QSize FlatHeader::sectionSizeFromContents(int section) const
{
    if (!model())
        return {}; // the model may be gone before its view
    const QString title = model()->headerData(section, orientation()).toString();
    return {fontMetrics().horizontalAdvance(title + u" ▼"_s) + fontMetrics().averageCharWidth(),
            fontMetrics().height() * 3 / 2};
}

} // namespace overlap::ui
