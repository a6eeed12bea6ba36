#include "upstreamrows.h"

#include "overlap/analysis/upstreamtext.h"
#include "overlap/text/approximate.h"
#include "overlap/text/format.h"
#include "terms.h"
#include "widgets/plainlabel.h"

#include <QGridLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::UpstreamPiece;
using analysis::UpstreamStep;

UpstreamRows::UpstreamRows(QGridLayout *grid, int row, QWidget *parent) : m_heading(dimLabel())
{
    m_heading->setObjectName("upstreamConnection"_L1);
    m_heading->setWordWrap(true);
    grid->addWidget(m_heading, row++, 0, 1, 3);
    for (int i = 0; i < analysis::upstreamStepCount; ++i) {
        Row &one = m_rows[size_t(i)];
        one = {dimLabel(analysis::nameOf(UpstreamStep(i))), new PhaseBar(parent), plainLabel()};
        one.name->setToolTip(meaningOf(UpstreamStep(i)));
        one.duration->setFont(fixedFont());
        one.duration->setObjectName(u"upstream "_s + QString::number(i));
        grid->addWidget(one.name, row, 0);
        grid->addWidget(one.bar, row, 1);
        grid->addWidget(one.duration, row++, 2, Qt::AlignRight);
    }
}

void UpstreamRows::show(const std::optional<record::UpstreamTimes> &times, const QString &upstream,
                        qint64 fromNs, qint64 wholeNs, qint64 untilNs, bool isInFlight)
{
    const auto pieces =
        times ? analysis::upstreamPieces(*times, untilNs, isInFlight) : analysis::UpstreamPieces();
    m_heading->setVisible(times.has_value());
    if (times) {
        const QString text = analysis::upstreamConnectionText(*times, upstream);
        m_heading->setText(text.first(1).toUpper() + text.sliced(1));
    }
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const auto piece = std::ranges::find(pieces, UpstreamStep(i), &UpstreamPiece::step);
        const bool isShown = piece != pieces.end();
        for (QWidget *widget : {static_cast<QWidget *>(row.name), static_cast<QWidget *>(row.bar),
                                static_cast<QWidget *>(row.duration)})
            widget->setVisible(isShown);
        row.duration->setText({});
        if (!isShown)
            continue;
        const qint64 lastedNs = piece->toNs - piece->fromNs;
        row.bar->setSpans(UpstreamStep(i),
                          {{double(piece->fromNs - fromNs) / double(wholeNs),
                            double(piece->toNs - fromNs) / double(wholeNs)}},
                          piece->open);
        row.duration->setText(piece->open ? text::ageText(lastedNs) : text::durationText(lastedNs));
    }
}

} // namespace overlap::ui
