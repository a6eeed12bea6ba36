#pragma once

#include "overlap/analysis/selectedrequest.h"
#include "overlap/record/clientrequest.h"
#include "upstreamrows.h"

#include <QScrollArea>

#include <array>
#include <span>

class QLabel;

namespace overlap::ui {

// Main thread. The phases of a request, each with name, bar and duration, what its upstream did
// meanwhile, the total, and how its answer came and ended.
class TimingPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit TimingPage(QWidget *parent = nullptr);

    // clientRequest: the same request as the built-in client saw it; null: unknown. rule: a
    // sentence on which one took it; empty: none did. upstream: its address, if it was passed on.
    void showRequest(const analysis::SelectedRequest &selected,
                     const record::ClientRequest *clientRequest, const QString &rule,
                     const QString &upstream, qint64 nowNs);

    QSize minimumSizeHint() const override; // it only scrolls vertically

private:
    struct Row
    {
        QLabel *name;
        PhaseBar *bar;
        QLabel *duration;
    };
    void build();
    void showAnswer(const analysis::SelectedRequest &selected);
    static void showRow(const Row &row, record::Phase phase,
                        std::span<const analysis::PhaseSpan> all, qint64 wholeNs);

    std::array<Row, record::phaseCount> m_rows{}; // by phase; those that did not happen are hidden
    std::optional<UpstreamRows> m_upstream;       // below them
    QLabel *m_total = nullptr;
    // Of the answer: first byte, pieces, longest gap, speed, and how it ended.
    struct Line
    {
        QLabel *name;
        QLabel *value;
    };
    std::array<Line, 5> m_answer{}; // those that say nothing are hidden
    QLabel *m_note = nullptr;
};

} // namespace overlap::ui
