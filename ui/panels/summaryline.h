#pragma once

#include "overlap/analysis/summary.h"

#include <QColor>
#include <QFont>
#include <QWidget>

#include <deque>
#include <vector>

namespace overlap::ui {

// Main thread. Shows the summary in one line: the count bold, the factor in the accent colour, the
// rest as plain text. A diagnosis that does not fit has lines of its own; else what does not fit is
// elided.
class SummaryLine : public QWidget
{
    Q_OBJECT
public:
    // The store outlives the line.
    explicit SummaryLine(const record::Store &store, QWidget *parent = nullptr);

    // Reads the store again. blockedNs: for how long an event loop has been blocked.
    void refresh(qint64 nowNs, bool serving, qint64 blockedNs = 0);
    const analysis::Summary &summary() const { return m_summary; }
    QString shownText() const; // what can be read, a row on each line

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Piece // of a part of the summary
    {
        QString text;
        QFont font;
        QColor colour;
        int x = 0; // pixels
        int row = 0;
    };
    std::vector<Piece> pieces() const;
    int firstRowHeight() const;
    void fitRows(bool anew);
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
    int m_rows = 1;
    std::deque<KnownFindings> m_known; // of a few of the latest bursts
};

} // namespace overlap::ui
