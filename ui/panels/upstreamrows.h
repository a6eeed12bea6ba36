#pragma once

#include "overlap/analysis/upstreampieces.h"
#include "widgets/phasebar.h"

#include <array>
#include <optional>

class QGridLayout;
class QLabel;

namespace overlap::ui {

// Main thread. What a request did with its upstream, in rows of a grid with three columns: a
// heading, and each step with name, bar and duration. Hidden if it was not passed on.
class UpstreamRows
{
public:
    // `row`: the first one; it takes rowCount.
    UpstreamRows(QGridLayout *grid, int row, QWidget *parent);
    static constexpr int rowCount = analysis::upstreamStepCount + 1;

    // `upstream`: its address, or empty. A request of `wholeNs` since fromNs; it has lasted until
    // untilNs.
    void show(const std::optional<record::UpstreamTimes> &times, const QString &upstream,
              qint64 fromNs, qint64 wholeNs, qint64 untilNs, bool isInFlight);

private:
    struct Row
    {
        QLabel *name;
        PhaseBar *bar;
        QLabel *duration;
    };
    QLabel *m_heading;
    std::array<Row, analysis::upstreamStepCount> m_rows{};
};

} // namespace overlap::ui
