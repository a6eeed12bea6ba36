#include "panels/gaterow.h"

#include "overlap/text/format.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"

#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using answers::Gates;

namespace {

constexpr int nameWidth = 24; // characters; longer names are elided
constexpr int stateWidth = 22;

// In whole seconds, as it is looked at once a second.
QString stateText(const Gates::State &state)
{
    if (state.held == 0)
        return state.isOpen ? GateRow::tr("open") : GateRow::tr("closed, holds nothing");
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::steady_clock::now() - *state.since);
    return GateRow::tr("%1 held, for %2 s")
        .arg(text::countText(state.held), text::countText(age.count()));
}

} // namespace

GateRow::GateRow(Gates &gates, QWidget *parent)
    : QWidget(parent)
    , m_gates(gates)
    , m_name(boldLabel())
    , m_state(plainLabel())
{
    const std::array<std::pair<const char *, QString>, ButtonCount> texts = {
        {{"openOnce", tr("Open once")},
         {"openGate", tr("Open")},
         {"failGate", tr("Fail (503)")},
         {"closeGate", tr("Close again")}}};
    m_state->setObjectName("gateState"_L1);
    auto *row = new FlowLayout(this);
    row->setContentsMargins({});
    auto *said = new QHBoxLayout;
    said->addWidget(m_name);
    said->addWidget(m_state);
    row->addLayout(said);
    for (int i = 0; i < ButtonCount; ++i) {
        auto *button = m_buttons[size_t(i)] = new QPushButton(texts[size_t(i)].second);
        button->setObjectName(QLatin1StringView(texts[size_t(i)].first));
        button->setAutoDefault(true); // Enter presses it
        connect(button, &QPushButton::clicked, this, [this, i] { press(Button(i)); });
        row->addWidget(button); // in a narrow window it wraps
    }
}

void GateRow::show(const Gates::State &state)
{
    if (m_gate != state.name || m_name->text().isEmpty()) {
        m_gate = state.name;
        setNames();
    }
    const QString text = stateText(state);
    if (m_state->text() != text)
        m_state->setText(text);
    const bool holds = state.held > 0;
    setEnabled({holds, !state.isOpen, holds, state.isOpen});
}

GateRow::Widths GateRow::wanted() const
{
    return {m_name->sizeHint().width(),
            std::max(m_state->sizeHint().width(), fontMetrics().averageCharWidth() * stateWidth)};
}

void GateRow::setWidths(Widths widths)
{
    m_name->setMinimumWidth(widths.name);
    m_state->setMinimumWidth(widths.state);
}

// Names come from the wire: see plainText().
void GateRow::setNames()
{
    const QString name = text::plainText(m_gate);
    m_name->setText(
        m_name->fontMetrics().elidedText(tr("Gate %1").arg(name), Qt::ElideMiddle,
                                         m_name->fontMetrics().averageCharWidth() * nameWidth));
    m_name->setToolTip(Qt::convertFromPlainText(name));
    m_name->setAccessibleName(name);
    m_buttons[OpenOnce]->setAccessibleName(tr("Open gate %1 once").arg(name));
    m_buttons[Open]->setAccessibleName(tr("Open gate %1").arg(name));
    m_buttons[Fail]->setAccessibleName(tr("Fail what gate %1 holds (503)").arg(name));
    m_buttons[Close]->setAccessibleName(tr("Close gate %1 again").arg(name));
    setAccessibleName(tr("Gate %1").arg(name));
    setObjectName(u"gate "_s + name);
}

// The focus stays in the row, although a button that was pressed may have nothing more to do.
void GateRow::setEnabled(const std::array<bool, ButtonCount> &enabled)
{
    for (size_t i = 0; i < ButtonCount; ++i) {
        if (enabled[i])
            m_buttons[i]->setEnabled(true);
    }
    for (size_t i = 0; i < ButtonCount; ++i) {
        if (enabled[i])
            continue;
        if (m_buttons[i]->hasFocus())
            m_buttons[enabled[Open] ? Open : Close]->setFocus(Qt::OtherFocusReason);
        m_buttons[i]->setEnabled(false);
    }
}

void GateRow::focusFirst()
{
    const auto first = std::ranges::find_if(m_buttons, &QWidget::isEnabled);
    if (first != m_buttons.end())
        (*first)->setFocus(Qt::TabFocusReason);
}

void GateRow::press(Button button)
{
    switch (button) {
    case OpenOnce: m_gates.release(m_gate, 1); break;
    case Open: m_gates.open(m_gate); break;
    case Fail:
        m_gates.release(m_gate, std::numeric_limits<int>::max(), Gates::Verdict::Fail);
        break;
    case Close: m_gates.close(m_gate); break;
    case ButtonCount: break;
    }
}

} // namespace overlap::ui
