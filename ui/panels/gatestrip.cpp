#include "panels/gatestrip.h"

#include "announce.h"
#include "overlap/text/format.h"
#include "panels/gaterow.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using answers::Gates;

namespace {

constexpr int mostRows = 100; // a client may make up names
constexpr int rowsInView = 3; // without scrolling
constexpr auto betweenTicks = 1s;

} // namespace

GateStrip::GateStrip(Gates &gates, QWidget *parent)
    : QScrollArea(parent)
    , m_gates(gates)
    , m_list(new QWidget)
    , m_more(dimLabel())
{
    setObjectName("gates"_L1);
    setAccessibleName(tr("Gates"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::NoFocus); // its buttons take it
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    auto *column = new QVBoxLayout(m_list);
    const QMargins margins = column->contentsMargins();
    column->setContentsMargins(margins.left(), 0, margins.right(), margins.bottom() / 2);
    column->addWidget(m_more);
    setWidget(m_list);
    m_tick.setInterval(betweenTicks);
    connect(&m_tick, &QTimer::timeout, this, &GateStrip::refresh);
    hide();
}

// By name. If there are too many, those that hold requests come first.
QList<Gates::State> GateStrip::shown()
{
    QList<Gates::State> all = m_gates.states();
    const auto more = all.size() - mostRows;
    m_more->setVisible(more > 0);
    if (more > 0) {
        std::stable_partition(all.begin(), all.end(),
                              [](const Gates::State &state) { return state.held > 0; });
        all.resize(mostRows);
        m_more->setText(tr("and %1 more").arg(text::countText(more)));
    }
    return all;
}

void GateStrip::refresh()
{
    const QList<Gates::State> states = shown();
    auto *column = qobject_cast<QVBoxLayout *>(m_list->layout());
    const bool grows = m_rows.size() < size_t(states.size());
    while (m_rows.size() < size_t(states.size())) {
        m_rows.push_back(new GateRow(m_gates));
        column->insertWidget(int(m_rows.size()) - 1, m_rows.back()); // above what is not shown
    }
    int held = 0;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        held += states[qsizetype(i)].held;
        m_rows[i]->show(states[qsizetype(i)]);
    }
    align();
    if (isHidden() && !states.isEmpty())
        setVisible(true);
    if (grows)
        fit();
    tell(held);
    held > 0 ? m_tick.start() : m_tick.stop();
}

// Sparsely: when the first one is held, and when none is any more.
void GateStrip::tell(int held)
{
    const int before = std::exchange(m_held, held);
    if (before == 0 && held > 0)
        announce(this, tr("Gates hold requests"));
    else if (before > 0 && held == 0)
        announce(this, tr("Gates hold nothing"));
}

void GateStrip::focusFirst()
{
    if (!m_rows.empty())
        m_rows.front()->focusFirst();
}

void GateStrip::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void GateStrip::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange)
        return;
    align();
    fit();
}

void GateStrip::align()
{
    GateRow::Widths widest;
    for (const GateRow *row : m_rows) {
        const auto [name, state] = row->wanted();
        widest = {std::max(widest.name, name), std::max(widest.state, state)};
    }
    for (GateRow *row : m_rows)
        row->setWidths(widest);
}

// In a narrow window, a row wraps, and is higher.
void GateStrip::fit()
{
    const QLayout *layout = m_list->layout();
    const int whole = layout->hasHeightForWidth() ? layout->heightForWidth(viewport()->width())
                                                  : layout->sizeHint().height();
    const int line = fontMetrics().height() * 2;
    const bool fits = m_rows.size() <= rowsInView;
    setFixedHeight(fits ? whole : std::min(whole, (rowsInView + 1) * line));
}

} // namespace overlap::ui
