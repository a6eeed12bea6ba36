#pragma once

#include "overlap/analysis/summary.h"

#include <QWidget>

namespace overlap::ui {

// Main thread. Shows the summary in one line: the count bold, the factor in the accent's colour,
// the rest as plain text that ends in "…" where it finds no room.
class SummaryLine : public QWidget
{
    Q_OBJECT
public:
    // The store outlives the line.
    explicit SummaryLine(const record::Store &store, QWidget *parent = nullptr);

    // Looks at the store again. blockedNs: how long an event loop has been held up.
    void takeNews(qint64 nowNs, bool serving, qint64 blockedNs = 0);
    const analysis::Summary &summary() const { return m_summary; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont partFont(bool strong, double scale) const;
    // A burst that was looked at, and what was found.
    struct Looked
    {
        record::ConcurrencyCurve::Span burst;
        qint64 toldNs = 0; // how far the loops had told what they did during it
        analysis::Findings findings;
    };
    const analysis::Findings &look(Looked &last, const record::ConcurrencyCurve::Span &burst) const;

    const record::Store &m_store;
    analysis::Summary m_summary;
    Looked m_overlapping; // the latest burst in which requests overlapped
    Looked m_latest;
};

} // namespace overlap::ui
