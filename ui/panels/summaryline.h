#pragma once

#include "overlap/analysis/summary.h"

#include <QWidget>

#include <deque>

namespace overlap::ui {

// Main thread. Shows the summary in one line: the count bold, the factor in the accent colour, the
// rest as plain text. What does not fit is elided.
class SummaryLine : public QWidget
{
    Q_OBJECT
public:
    // The store outlives the line.
    explicit SummaryLine(const record::Store &store, QWidget *parent = nullptr);

    // Reads the store again. blockedNs: for how long an event loop has been blocked.
    void refresh(qint64 nowNs, bool serving, qint64 blockedNs = 0);
    const analysis::Summary &summary() const { return m_summary; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont partFont(bool strong, double scale) const;
    // The findings about a burst, kept until the burst changes.
    struct KnownFindings
    {
        record::ConcurrencyCurve::Span burst;
        qint64 reportedNs = 0; // until when the loops had reported their load; a sum over the loops
        analysis::Findings findings;
    };
    const analysis::Findings &findingsOf(const record::ConcurrencyCurve::Span &burst);

    const record::Store &m_store;
    analysis::Summary m_summary;
    std::deque<KnownFindings> m_known; // of a few of the latest bursts
};

} // namespace overlap::ui
