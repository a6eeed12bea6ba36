#pragma once

#include "overlap/analysis/selectedrequest.h"
#include "overlap/record/clientrequest.h"
#include "widgets/phasebar.h"

#include <QScrollArea>

#include <array>

class QLabel;

namespace overlap::ui {

// Main thread. A request's phases as rows of name, bar and duration, and their total.
class TimingPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit TimingPage(QWidget *parent = nullptr);

    // With the client's side of it, where it is known.
    void showSubject(const analysis::SelectedRequest &subject,
                     const record::ClientRequest *clientRequest, qint64 nowNs);

    QSize minimumSizeHint() const override; // it scrolls up and down only

private:
    struct Row
    {
        QLabel *name;
        PhaseBar *bar;
        QLabel *duration;
    };
    void build();
    void showRow(Row &row, const analysis::PhaseSpan &span, qint64 wholeNs);

    std::array<Row, record::phaseCount> m_rows{}; // of all phases, but the first stays hidden
    QLabel *m_total = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace overlap::ui
