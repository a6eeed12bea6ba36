#include "controlbar.h"

#include "overlap/analysis/presets.h"
#include "overlap/text/format.h"
#include "theme.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using text::countText;

namespace {

const schedule::Kind &kindAt(int index)
{
    return schedule::strategies()[size_t(index)];
}

} // namespace

ControlBar::ControlBar(std::vector<load::Plan> plans, QWidget *parent)
    : QWidget(parent)
    , m_plans(std::move(plans))
    , m_start(new QPushButton)
    , m_host(new QLineEdit)
    , m_portBox(new CountBox)
    , m_open(new QPushButton(tr("&Open")))
    , m_copyMenu(new QMenu(this))
    , m_copy(new QToolButton)
    , m_strategy(new QComboBox)
    , m_count(new CountBox)
    , m_compare(new QPushButton(tr("Co&mpare…")))
    , m_sendMenu(new QMenu(this))
    , m_send(new QToolButton)
    , m_live(new QPushButton)
{
    Q_ASSERT(!m_plans.empty());
    build();
    buildSendMenu();
    setNames();
    wire();
    showCount();
    for (const auto state : {Session::State::Starting, Session::State::Serving,
                             Session::State::Stopping, Session::State::Stopped}) {
        showState(state, {}); // what stands beside must not move when the text changes
        m_start->setMinimumWidth(std::max(m_start->minimumWidth(), m_start->sizeHint().width()));
    }
    showSending(false, 0, 0);
    m_send->setMinimumWidth(m_send->sizeHint().width()); // "Cancel" must not make it narrower
    showLive(true, 0);
}

void ControlBar::build()
{
    QFont bold = font();
    bold.setBold(true);
    m_start->setFont(bold);
    m_host->setText(Settings().host);
    m_host->setMinimumWidth(fontMetrics().averageCharWidth() * 18);
    m_host->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_portBox->setRange(0, 65535);
    m_portBox->setValue(m_port);
    m_portBox->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_portBox->setMinimumWidth(fontMetrics().averageCharWidth() * 9);
    m_copy->setText(tr("&Copy URL"));
    m_copy->setPopupMode(QToolButton::MenuButtonPopup);
    m_copy->setMenu(m_copyMenu);
    m_copy->setMinimumHeight(m_start->sizeHint().height());
    for (const schedule::Kind &kind : schedule::strategies()) {
        m_strategy->addItem(kind.title);
        m_strategy->setItemData(m_strategy->count() - 1, QString(kind.meaning), Qt::ToolTipRole);
    }
    m_count->setMinimum(1);
    m_send->setPopupMode(QToolButton::MenuButtonPopup);
    m_send->setMenu(m_sendMenu);
    m_send->setMinimumHeight(m_start->sizeHint().height());
    m_live->setCheckable(true);
    m_live->setMinimumWidth(fontMetrics().horizontalAdvance(u"Live ▸ 37 new"_s));
    auto *address = dimLabel(tr("&Address"));
    address->setBuddy(m_host);
    auto *where = new QHBoxLayout;
    for (QWidget *widget :
         {static_cast<QWidget *>(address), static_cast<QWidget *>(m_host),
          static_cast<QWidget *>(dimLabel(u":"_s)), static_cast<QWidget *>(m_portBox)})
        where->addWidget(widget);
    auto *handled = dimLabel(tr("Strate&gy"));
    handled->setBuddy(m_strategy);
    auto *how = new QHBoxLayout;
    for (QWidget *widget : {static_cast<QWidget *>(handled), static_cast<QWidget *>(m_strategy),
                            static_cast<QWidget *>(m_count)})
        how->addWidget(widget);
    auto *row = new FlowLayout(this); // with large text it wraps into two rows
    row->addWidget(m_start);
    row->addSpacing(fontMetrics().averageCharWidth());
    row->addLayout(where);
    row->addWidget(m_open);
    row->addWidget(m_copy);
    row->addSpacing(fontMetrics().averageCharWidth() * 2);
    row->addLayout(how);
    row->addWidget(m_compare);
    row->addWidget(m_send);
    row->addStretch();
    row->addWidget(m_live);
}

void ControlBar::buildSendMenu()
{
    for (const load::Plan &plan : m_plans)
        connect(m_sendMenu->addAction(tr("Send %1").arg(analysis::planText(plan))),
                &QAction::triggered, this, [this, plan] { Q_EMIT sendPressed(plan); });
}

// Object names are for tests, accessible names for screen readers.
void ControlBar::setNames()
{
    m_start->setObjectName("start"_L1);
    m_host->setObjectName("host"_L1);
    m_host->setAccessibleName(tr("Address to listen on"));
    m_portBox->setObjectName("port"_L1);
    m_portBox->setAccessibleName(tr("Port to listen on"));
    m_portBox->setToolTip(tr("Port to listen on; 0 takes any free one"));
    m_open->setObjectName("open"_L1);
    m_open->setToolTip(tr("Open the hello page in the browser"));
    m_copy->setObjectName("copyUrl"_L1);
    m_copy->setToolTip(tr("Copy the server's address; the arrow offers others"));
    m_strategy->setObjectName("strategy"_L1);
    m_strategy->setToolTip(m_strategy->currentData(Qt::ToolTipRole).toString());
    m_strategy->setAccessibleName(tr("Strategy: how requests are handled"));
    m_count->setObjectName("strategyCount"_L1);
    m_count->setAccessibleName(tr("How many at a time"));
    m_compare->setObjectName("compareStrategies"_L1);
    m_compare->setToolTip(tr("The same requests under several strategies, side by side"));
    m_send->setObjectName("send"_L1);
    m_send->setAccessibleName(tr("Send test requests"));
    m_live->setObjectName("live"_L1);
    m_live->setToolTip(tr("Follow the present"));
}

void ControlBar::wire()
{
    connect(m_start, &QPushButton::clicked, this, [this] {
        m_state == Session::State::Stopped ? Q_EMIT startPressed() : Q_EMIT stopPressed();
    });
    connect(m_host, &QLineEdit::textChanged, this, &ControlBar::check);
    connect(m_host, &QLineEdit::returnPressed, m_start, &QPushButton::click);
    connect(m_portBox, &CountBox::valueChanged, this, [this](int port) {
        m_port = quint16(port);
        check();
    });
    connect(m_open, &QPushButton::clicked, this, &ControlBar::openPressed);
    connect(m_copy, &QToolButton::clicked, this, &ControlBar::copyPressed);
    connect(m_strategy, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_strategy->setToolTip(m_strategy->itemData(index, Qt::ToolTipRole).toString());
        showCount();
        check();
        Q_EMIT strategyChosen();
    });
    connect(m_count, &CountBox::valueChanged, this, [this](int count) {
        const schedule::Count *of = kindAt(m_strategy->currentIndex()).count;
        if (!of)
            return; // a field that hides reports its value, which belongs to another strategy
        check();
        m_counts.*of->value = count;
        Q_EMIT strategyChosen();
    });
    connect(m_compare, &QPushButton::clicked, this, &ControlBar::comparePressed);
    connect(m_send, &QToolButton::clicked, this,
            [this] { m_isSending ? Q_EMIT cancelPressed() : Q_EMIT sendPressed(m_plans.front()); });
    connect(m_live, &QPushButton::clicked, this, &ControlBar::livePressed);
}

QString ControlBar::host() const
{
    return m_host->text().trimmed();
}

quint16 ControlBar::port() const
{
    return m_port;
}

QString ControlBar::problem() const
{
    const QString port = m_portBox->problem();
    return port.isEmpty() && kindAt(m_strategy->currentIndex()).count ? m_count->problem() : port;
}

schedule::Choice ControlBar::strategy() const
{
    return {kindAt(m_strategy->currentIndex()).name, m_counts};
}

void ControlBar::setStrategy(QLatin1StringView name)
{
    const auto kinds = schedule::strategies();
    const auto at = std::ranges::find(kinds, name, &schedule::Kind::name);
    m_strategy->setCurrentIndex(int(at - kinds.begin()));
}

void ControlBar::setCounts(const schedule::Counts &counts)
{
    m_counts = counts;
    showCount();
}

void ControlBar::showCount()
{
    const schedule::Count *count = kindAt(m_strategy->currentIndex()).count;
    m_count->setVisible(count);
    if (!count)
        return;
    const QSignalBlocker blocker(m_count);
    m_count->setMaximum(count->most);
    m_count->setSuffix(u' ' + QString(count->unit));
    m_count->setValue(m_counts.*count->value);
}

void ControlBar::setHost(const QString &host)
{
    m_host->setText(host);
    m_host->home(false); // shows the beginning of a long name
}

void ControlBar::setPort(quint16 port)
{
    m_portBox->setValue(port);
}

void ControlBar::showState(Session::State state, const QUrl &url)
{
    m_state = state;
    const QWidget *focused = focusWidget();
    switch (state) {
    case Session::State::Stopped: m_start->setText(tr("▶ Start")); break;
    case Session::State::Starting: m_start->setText(tr("Starting…")); break;
    case Session::State::Serving: m_start->setText(tr("■ Stop")); break;
    case Session::State::Stopping: m_start->setText(tr("■ Stop now")); break;
    }
    const bool stopped = state == Session::State::Stopped;
    const bool serving = state == Session::State::Serving;
    m_host->setEnabled(stopped);
    m_portBox->setEnabled(stopped);
    m_open->setEnabled(serving);
    m_copy->setEnabled(serving);
    m_send->setEnabled(stopped || serving);
    // While it serves, the field shows the real port, which port 0 has got; later the chosen one.
    const QSignalBlocker blocker(m_portBox);
    m_portBox->setValue(serving ? url.port(m_port) : m_port);
    check();
    if (focused && !focused->isEnabled() && isAncestorOf(focused))
        m_start->setFocus();
}

void ControlBar::showSending(bool sending, int answered, int count)
{
    m_isSending = sending;
    m_send->setText(sending ? tr("Cancel (%1 of %2)").arg(answered).arg(count)
                            : tr("Send %1").arg(analysis::planText(m_plans.front())));
    for (size_t i = 0; i < m_plans.size(); ++i) // entries below the plans stay enabled
        m_sendMenu->actions()[qsizetype(i)]->setEnabled(!sending);
}

void ControlBar::showLive(bool live, quint64 missed)
{
    m_live->setChecked(live);
    m_live->setText(live          ? tr("● Live")
                    : missed == 0 ? tr("Live ▸")
                                  : tr("Live ▸ %1 new").arg(countText(missed)));
    updateColours();
}

void ControlBar::check()
{
    const bool valid = !hostFrom(host()).isEmpty();
    const QString problem = this->problem();
    m_start->setEnabled(m_state != Session::State::Stopped || (valid && problem.isEmpty()));
    m_start->setToolTip(problem.isEmpty() ? QString() : Qt::convertFromPlainText(problem));
    m_start->setAccessibleDescription(problem);
    m_host->setToolTip(valid ? tr("localhost serves this machine alone")
                             : tr("An address or a name of this machine, such as localhost"));
    updateColours();
}

void ControlBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

// Colour is never the only sign: texts say the same.
void ControlBar::updateColours()
{
    QPalette typed; // its background must differ from the bar's, also in the dark theme
    typed.setBrush(QPalette::Base, palette().button());
    m_portBox->setPalette(typed);
    if (hostFrom(host()).isEmpty())
        typed.setColor(QPalette::Text, Theme::forPalette(palette()).error);
    m_host->setPalette(typed);
    QPalette following;
    if (m_live->isChecked())
        following.setBrush(QPalette::Button, palette().highlight());
    m_live->setPalette(following);
}

void ControlBar::focusFirst()
{
    m_start->setFocus(Qt::TabFocusReason);
}

} // namespace overlap::ui
