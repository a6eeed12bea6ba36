#include "sendform.h"

#include "overlap/analysis/presets.h"
#include "overlap/analysis/sending.h"
#include "panels/targetcompleter.h"
#include "panels/trymenu.h"
#include "theme.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QNetworkInterface>
#include <QSettings>
#include <QToolButton>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::Preset;
using analysis::sendPresets;

namespace {

constexpr double longest = 600; // seconds

bool isOwnHost(const QString &host)
{
    return analysis::isLoopbackHost(host) ||
           QNetworkInterface::allAddresses().contains(QHostAddress(host)) ||
           host.compare(QSysInfo::machineHostName(), Qt::CaseInsensitive) == 0;
}

analysis::Targets targetsIn(const QString &text)
{
    return analysis::targetsFrom(text, isOwnHost);
}

std::chrono::nanoseconds durationIn(const SecondsBox *box)
{
    return std::chrono::round<std::chrono::milliseconds>(
        std::chrono::duration<double>(box->typed()));
}

void setDuration(SecondsBox *box, std::chrono::nanoseconds duration)
{
    box->setValue(std::chrono::duration<double>(duration).count());
}

} // namespace

SendForm::SendForm(QWidget *parent)
    : QWidget(parent)
    , m_preset(new QComboBox)
    , m_targets(new QLineEdit)
    , m_try(new QToolButton)
    , m_count(new CountBox)
    , m_atOnce(new CountBox)
    , m_rounds(new CountBox)
    , m_connections(new QComboBox)
    , m_ramp(new SecondsBox)
    , m_pause(new SecondsBox)
    , m_timeout(new SecondsBox)
{
    build();
    setNames();
    choose(0);
    wire();
}

void SendForm::build()
{
    for (const Preset &preset : sendPresets())
        m_preset->addItem(preset.title);
    m_preset->addItem(tr("Custom"));
    m_connections->addItems({tr("one each"), tr("kept alive")});
    m_count->setRange(1, 100'000);
    m_atOnce->setRange(1, 10'000);
    m_rounds->setRange(1, 1'000);
    m_rounds->setSuffix(tr(" ×"));
    for (SecondsBox *box : {m_ramp, m_pause, m_timeout}) {
        box->setRange(0, longest);
        box->setDecimals(3);
        box->setSingleStep(0.5);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        box->setSuffix(tr(" s"));
        box->setSpecialValueText(tr("none"));
    }
    m_targets->setCompleter(new TargetCompleter(m_targets));
    m_try->setText(tr("Tr&y"));
    m_try->setPopupMode(QToolButton::InstantPopup);
    m_try->setFocusPolicy(Qt::StrongFocus);
    m_try->setMenu(new TryMenu(m_try));
    auto *first = new QHBoxLayout;
    auto *targets = dimLabel(tr("Tar&gets"));
    targets->setBuddy(m_targets);
    first->addWidget(m_preset);
    first->addWidget(targets);
    first->addWidget(m_targets, 1);
    first->addWidget(m_try);
    auto *fields = new FlowLayout; // in a narrow window it wraps
    addField(*fields, tr("Re&quests"), m_count);
    addField(*fields, tr("At a t&ime"), m_atOnce);
    addField(*fields, tr("Repea&t"), m_rounds);
    addField(*fields, tr("Co&nnections"), m_connections);
    addField(*fields, tr("Ramp &up"), m_ramp);
    addField(*fields, tr("&Pause"), m_pause);
    addField(*fields, tr("Time-&out"), m_timeout);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(first);
    column->addLayout(fields);
}

void SendForm::addField(FlowLayout &fields, const QString &text, QWidget *field)
{
    auto *label = dimLabel(text);
    label->setBuddy(field);
    auto *pair = new QHBoxLayout;
    pair->addWidget(label);
    pair->addWidget(field);
    pair->addSpacing(field->fontMetrics().averageCharWidth());
    fields.addLayout(pair);
}

// Object names are for tests, accessible names for screen readers.
void SendForm::setNames()
{
    struct Naming
    {
        QWidget *widget;
        const char *name;
        QString accessible;
        QString tip;
    };
    const Naming all[] = {
        {m_preset, "sendPreset", tr("What to send"), tr("Fills in the fields")},
        {m_targets, "sendTargets", tr("Targets"),
         tr("Paths such as /sleep?n={n}, taken in turn where there are several; “{n}” becomes the "
            "number of the request")},
        {m_try, "sendTry", tr("Try a route"),
         tr("Sends one of the server's routes; Ctrl+Z brings back the targets before it")},
        {m_count, "sendCount", tr("How many requests"), tr("How many requests, each time")},
        {m_atOnce, "sendAtOnce", tr("How many at a time"),
         tr("How many may be without an answer at a time")},
        {m_rounds, "sendRounds", tr("How many times"),
         tr("Again, when all of the time before is over")},
        {m_connections, "sendConnections", tr("Connections"),
         tr("One for each request, or few that are used again")},
        {m_ramp, "sendRamp", tr("Ramp-up in seconds"),
         tr("The time in which “at a time” grows from one")},
        {m_pause, "sendPause", tr("Pause in seconds"), tr("At least, from one to the next")},
        {m_timeout, "sendTimeout", tr("Time-out in seconds"),
         tr("How long to wait for each answer, connecting included")},
    };
    for (const Naming &naming : all) {
        naming.widget->setObjectName(QLatin1StringView(naming.name));
        naming.widget->setAccessibleName(naming.accessible);
        if (naming.tip.isEmpty())
            continue;
        naming.widget->setToolTip(Qt::convertFromPlainText(naming.tip));
        naming.widget->setAccessibleDescription(naming.tip); // else it would be the tip's HTML
    }
}

void SendForm::wire()
{
    connect(m_preset, &QComboBox::activated, this, &SendForm::choose);
    connect(m_targets, &QLineEdit::textChanged, this, &SendForm::edited);
    connect(qobject_cast<TryMenu *>(m_try->menu()), &TryMenu::chosen, this, &SendForm::tryOut);
    connect(m_connections, &QComboBox::currentIndexChanged, this, &SendForm::edited);
    for (CountBox *box : {m_count, m_atOnce, m_rounds})
        connect(box, &CountBox::valueChanged, this, &SendForm::edited);
    for (SecondsBox *box : {m_ramp, m_pause, m_timeout})
        connect(box, &SecondsBox::valueChanged, this, &SendForm::edited);
}

load::Plan SendForm::plan() const
{
    load::Plan plan;
    plan.targets = targetsIn(m_targets->text()).all;
    plan.count = m_count->typed();
    plan.atOnce = m_atOnce->typed();
    plan.rounds = m_rounds->typed();
    plan.keepsAlive = m_connections->currentIndex() == 1;
    plan.ramp = durationIn(m_ramp);
    plan.pause = durationIn(m_pause);
    plan.timeout = durationIn(m_timeout);
    return plan;
}

void SendForm::setPlan(const load::Plan &plan)
{
    const QSignalBlocker blocker(this); // the caller emits one change instead of nine
    m_targets->setText(QString::fromLatin1(plan.targets.join(' ')));
    m_count->setValue(plan.count);
    m_atOnce->setValue(plan.atOnce);
    m_rounds->setValue(plan.rounds);
    m_connections->setCurrentIndex(plan.keepsAlive ? 1 : 0);
    setDuration(m_ramp, plan.ramp);
    setDuration(m_pause, plan.pause);
    setDuration(m_timeout, plan.timeout);
}

QString SendForm::problem() const
{
    for (const QString &problem :
         {targetsIn(m_targets->text()).error, m_count->problem(), m_atOnce->problem(),
          m_rounds->problem(), m_ramp->problem(), m_pause->problem(), m_timeout->problem()}) {
        if (!problem.isEmpty())
            return problem;
    }
    return analysis::planProblem(plan());
}

void SendForm::focusFirst()
{
    m_targets->setFocus(Qt::ShortcutFocusReason);
}

void SendForm::choose(int preset)
{
    const std::vector<Preset> presets = sendPresets();
    if (size_t(preset) < presets.size())
        setPlan(presets[size_t(preset)].plan);
    edited();
}

// As if it were typed, so that it can be undone.
void SendForm::tryOut(const QString &target)
{
    m_targets->setFocus(Qt::OtherFocusReason);
    m_targets->selectAll();
    m_targets->insert(target);
    Q_EMIT tried();
}

// Shows the name of the preset with these values, or "Custom".
void SendForm::edited()
{
    const std::vector<Preset> presets = sendPresets();
    const auto same = std::ranges::find(presets, plan(), &Preset::plan);
    m_preset->setCurrentIndex(int(same - presets.begin()));
    updateColours();
    Q_EMIT changed();
}

void SendForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColours();
}

void SendForm::updateColours()
{
    QPalette typed;
    if (!targetsIn(m_targets->text()).error.isEmpty())
        typed.setColor(QPalette::Text, Theme::forPalette(palette()).error);
    m_targets->setPalette(typed);
}

void SendForm::restore(const QSettings &settings)
{
    if (!settings.contains("send/targets"_L1))
        return;
    load::Plan plan;
    plan.targets = targetsIn(settings.value("send/targets"_L1).toString()).all;
    plan.count = settings.value("send/count"_L1).toInt();
    plan.atOnce = settings.value("send/atOnce"_L1).toInt();
    plan.rounds = settings.value("send/rounds"_L1).toInt();
    plan.keepsAlive = settings.value("send/keepsAlive"_L1).toBool();
    const auto duration = [&](QLatin1StringView key) {
        return std::chrono::milliseconds(settings.value(key).toInt());
    };
    plan.ramp = duration("send/rampMs"_L1);
    plan.pause = duration("send/pauseMs"_L1);
    plan.timeout = duration("send/timeoutMs"_L1);
    if (!plan.targets.isEmpty())
        setPlan(plan);
    edited();
}

void SendForm::save(QSettings &settings) const
{
    const load::Plan kept = plan();
    const auto ms = [](std::chrono::nanoseconds duration) {
        return int(std::chrono::round<std::chrono::milliseconds>(duration).count());
    };
    settings.setValue("send/targets"_L1, m_targets->text());
    settings.setValue("send/count"_L1, kept.count);
    settings.setValue("send/atOnce"_L1, kept.atOnce);
    settings.setValue("send/rounds"_L1, kept.rounds);
    settings.setValue("send/keepsAlive"_L1, kept.keepsAlive);
    settings.setValue("send/rampMs"_L1, ms(kept.ramp));
    settings.setValue("send/pauseMs"_L1, ms(kept.pause));
    settings.setValue("send/timeoutMs"_L1, ms(kept.timeout));
}

} // namespace overlap::ui
