#include "compare/comparewindow.h"

#include "announce.h"
#include "compare/drawing.h"
#include "overlap/text/format.h"
#include "saving.h"
#include "wheelguard.h"
#include "widgets/flowlayout.h"
#include "widgets/focusring.h"
#include "widgets/plainlabel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QSlider>

#include <functional>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using analysis::TrialResult;

namespace {

constexpr auto frameInterval = 33ms;
constexpr int exportScale = 2; // pixels of an exported image for each pixel of the window

bool isSvg(const QString &file)
{
    return file.endsWith(".svg"_L1, Qt::CaseInsensitive);
}

QString outdatedText()
{
    return CompareWindow::tr(
        "These results are of the former settings. Run again for the new ones.");
}

} // namespace

// Main thread. Shows a picture that is made anew for each paint.
class Chart : public QWidget
{
public:
    explicit Chart(std::function<Picture(QSize)> draw) : m_draw(std::move(draw)) {}
    QSize sizeHint() const override { return {1280, 640}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_draw(size()).paint(painter);
    }

private:
    const std::function<Picture(QSize)> m_draw;
};

CompareWindow::CompareWindow(QWidget *parent)
    : QDialog(parent)
    , m_run(new QPushButton)
    , m_count(new CountBox)
    , m_each(new SecondsBox)
    , m_limit(new CountBox)
    , m_pool(new CountBox)
    , m_computing(new QSlider(Qt::Horizontal))
    , m_share(dimLabel())
    , m_export(new QPushButton(tr("E&xport…")))
    , m_message(plainLabel())
    , m_chart(new Chart([this](QSize size) { return picture(size); }))
{
    setWindowTitle(tr("Compare strategies"));
    m_frames.setInterval(frameInterval);
    build();
    guardFromWheel(*this);
    new FocusRing(this);
    setNames();
    wire();
    choose();
}

CompareWindow::~CompareWindow()
{
    hide(); // a field that loses the focus reports its value: now its receivers still exist
}

void CompareWindow::build()
{
    const ComparisonOptions standard;
    QFont bold = font();
    bold.setBold(true);
    m_run->setFont(bold);
    m_run->setDefault(true);
    m_export->setAutoDefault(false);
    m_count->setRange(1, 100);
    m_count->setValue(standard.count);
    m_each->setRange(0.05, 60);
    m_each->setDecimals(2);
    m_each->setSingleStep(0.25);
    m_each->setSuffix(tr(" s"));
    m_each->setValue(std::chrono::duration<double>(standard.each).count());
    m_limit->setRange(1, 100);
    m_limit->setValue(standard.counts.limit);
    m_pool->setRange(1, 64);
    m_pool->setValue(standard.counts.pool);
    m_computing->setRange(0, 100);
    m_computing->setPageStep(25);
    m_computing->setMinimumWidth(fontMetrics().averageCharWidth() * 14);
    m_share->setMinimumWidth(fontMetrics().horizontalAdvance(tr("computing 100 %")));
    m_message->setWordWrap(true);
    m_message->setMinimumWidth(1); // a long path must not widen the window
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->hide();
    const int gap = fontMetrics().averageCharWidth() * 2;
    m_message->setContentsMargins(gap / 2, 0, gap / 2, 0);
    auto *row = new FlowLayout;
    row->setContentsMargins(gap / 2, gap / 2, gap / 2, 0);
    row->addWidget(m_run);
    const std::array<std::tuple<QString, QWidget *, QWidget *>, 5> fields = {{
        {tr("Re&quests"), m_count, nullptr},
        {tr("&Each takes"), m_each, nullptr},
        {tr("A &few"), m_limit, nullptr},
        {tr("&Pool threads"), m_pool, nullptr},
        {tr("&waiting"), m_computing, m_share},
    }};
    for (const auto &[text, field, unit] : fields) {
        auto *label = dimLabel(text);
        label->setBuddy(field);
        auto *together = new QHBoxLayout;
        together->addWidget(label);
        together->addWidget(field);
        if (unit)
            together->addWidget(unit);
        row->addSpacing(gap);
        row->addLayout(together);
    }
    row->addStretch();
    row->addWidget(m_export);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_chart);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(row);
    column->addWidget(m_message);
    column->addWidget(scroll, 1);
    m_chart->setMinimumSize(leastSize(m_comparison.results().size(), font()));
    resize(QSize(1280, 720).boundedTo(screen()->availableSize()));
}

// Object names are for tests, accessible names for screen readers.
void CompareWindow::setNames()
{
    setObjectName("compare"_L1);
    m_run->setObjectName("run"_L1);
    m_count->setObjectName("count"_L1);
    m_count->setAccessibleName(tr("Requests sent at once to each server"));
    m_each->setObjectName("each"_L1);
    m_each->setAccessibleName(tr("Seconds that each request takes"));
    m_limit->setObjectName("limit"_L1);
    m_limit->setAccessibleName(tr("How many requests are a few at a time"));
    m_pool->setObjectName("pool"_L1);
    m_pool->setAccessibleName(tr("Threads of the thread pool"));
    m_computing->setObjectName("computing"_L1);
    m_computing->setAccessibleName(tr("How much of its time a request computes, in percent"));
    m_computing->setToolTip(tr("While it computes, a request holds its thread and a core.\nThen "
                               "the servers take turns, as they would share the cores."));
    m_export->setObjectName("export"_L1);
    m_export->setToolTip(tr("Save the picture as PNG or SVG"));
    m_message->setObjectName("compareMessage"_L1);
    m_chart->setObjectName("chart"_L1);
    m_chart->setAccessibleName(tr("The servers on one axis of time"));
}

void CompareWindow::wire()
{
    connect(m_run, &QPushButton::clicked, this,
            [this] { m_comparison.isRunning() ? m_comparison.cancel() : m_comparison.run(); });
    connect(m_count, &CountBox::valueChanged, this, &CompareWindow::choose);
    connect(m_each, &SecondsBox::valueChanged, this, &CompareWindow::choose);
    connect(m_limit, &CountBox::valueChanged, this, &CompareWindow::choose);
    connect(m_pool, &CountBox::valueChanged, this, &CompareWindow::choose);
    connect(m_computing, &QSlider::valueChanged, this, &CompareWindow::choose);
    connect(m_export, &QPushButton::clicked, this, &CompareWindow::askAndExport);
    connect(&m_comparison, &Comparison::changed, this, &CompareWindow::showState);
    connect(&m_comparison, &Comparison::failed, this,
            [this](const QString &text) { showMessage(text); });
    connect(&m_frames, &QTimer::timeout, m_chart, qOverload<>(&QWidget::update));
}

void CompareWindow::choose()
{
    if (m_comparison.isRunning())
        return; // Run takes the focus from a field, which then reports its old value
    const QString problem = fieldProblem();
    m_run->setEnabled(problem.isEmpty());
    m_share->setText(tr("computing %1 %").arg(m_computing->value()));
    ComparisonOptions options;
    options.count = m_count->typed();
    options.each = std::chrono::milliseconds(qRound(m_each->typed() * 1000));
    options.computingPercent = m_computing->value();
    options.counts = {m_limit->typed(), m_pool->typed()};
    const bool wasOutdated = m_comparison.isOutdated();
    m_comparison.choose(options);
    const bool isOutdated = m_comparison.isOutdated();
    if (problem.isEmpty() && isOutdated)
        showMessage(outdatedText(), false);
    else
        showMessage(problem);
    if (isOutdated && !wasOutdated)
        announce(m_message, m_message->text());
}

QString CompareWindow::fieldProblem() const
{
    for (const QString &problem :
         {m_count->problem(), m_each->problem(), m_limit->problem(), m_pool->problem()}) {
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

void CompareWindow::showMessage(const QString &message, bool isProblem)
{
    QPalette colours;
    if (isProblem)
        colours.setColor(QPalette::WindowText, Theme::forPalette(palette()).error);
    m_message->setPalette(colours);
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void CompareWindow::restore(const QSettings &settings)
{
    restoreGeometry(settings.value("compare/geometry"_L1).toByteArray());
    m_count->setValue(settings.value("compare/count"_L1, m_count->value()).toInt());
    m_each->setValue(settings.value("compare/each"_L1, m_each->value()).toDouble());
    m_limit->setValue(settings.value("compare/limit"_L1, m_limit->value()).toInt());
    m_pool->setValue(settings.value("compare/pool"_L1, m_pool->value()).toInt());
    m_computing->setValue(settings.value("compare/computing"_L1, m_computing->value()).toInt());
}

void CompareWindow::save(QSettings &settings) const
{
    settings.setValue("compare/geometry"_L1, saveGeometry());
    settings.setValue("compare/count"_L1, m_count->typed());
    settings.setValue("compare/each"_L1, m_each->typed());
    settings.setValue("compare/limit"_L1, m_limit->typed());
    settings.setValue("compare/pool"_L1, m_pool->typed());
    settings.setValue("compare/computing"_L1, m_computing->value());
}

void CompareWindow::showState()
{
    const bool running = m_comparison.isRunning();
    const std::vector<TrialResult> results = m_comparison.results();
    const bool wasRun = results.front().hasBegun();
    m_run->setText(running ? tr("■ &Cancel") : wasRun ? tr("▶ &Run again") : tr("▶ &Run"));
    for (QWidget *field : {static_cast<QWidget *>(m_count), static_cast<QWidget *>(m_each),
                           static_cast<QWidget *>(m_limit), static_cast<QWidget *>(m_pool),
                           static_cast<QWidget *>(m_computing), static_cast<QWidget *>(m_export)})
        field->setEnabled(!running);
    if (running) {
        m_message->hide();
        m_frames.start();
    } else {
        m_frames.stop();
    }
    const std::vector<QString> notes = m_comparison.notes(results);
    QStringList sentences;
    if (m_comparison.isOutdated())
        sentences += outdatedText();
    for (std::size_t i = 0; i < results.size(); ++i)
        sentences += sentenceOf(results[i], notes[i]);
    m_chart->setAccessibleDescription(sentences.join(u'\n'));
    m_chart->update();
}

Picture CompareWindow::picture(QSize size) const
{
    const ComparisonOptions &options = m_comparison.options();
    QByteArray target = options.workload().target();
    target.replace(target.contains("&n=") ? "&n={n}" : "?n={n}", "");
    const Heading heading{
        tr("The same burst to each server"),
        tr("%1 × GET %2 %3, and GET / every 250 ms")
            .arg(options.count)
            .arg(QString::fromLatin1(target), m_comparison.isOneByOne()
                                                  ? tr("at once, to one server after the other")
                                                  : tr("at the same moment"))};
    const std::vector<TrialResult> results = m_comparison.results();
    return drawResults(heading, results, m_comparison.notes(results), size, font(),
                       Theme::forPalette(palette()));
}

void CompareWindow::exportTo(const QString &file)
{
    const SaveName name = saveName(file, {u"png"_s, u"svg"_s});
    const QString error = name.problem.isEmpty() ? write(name.file) : name.problem;
    if (error.isEmpty())
        showMessage(tr("Saved as %1").arg(name.file), false);
    else
        showMessage(notSavedText(name.file, error));
    announce(m_message, m_message->text());
}

QString CompareWindow::write(const QString &file) const
{
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly))
        return saved.errorString();
    const Picture drawn = picture(m_chart->size());
    if (isSvg(file)) {
        drawn.writeSvg(saved);
    } else {
        QImage image(drawn.size * exportScale, QImage::Format_RGB32);
        image.setDevicePixelRatio(exportScale);
        QPainter painter(&image);
        drawn.paint(painter);
        painter.end();
        image.save(&saved, "PNG");
    }
    return saved.commit() ? QString() : saved.errorString();
}

void CompareWindow::askAndExport()
{
    const QString png = tr("Image (*.png)");
    const QString svg = tr("Vector graphics (*.svg)");
    QFileDialog *dialog =
        saveDialog(this, tr("Export the picture"), {png, svg}, u"png"_s, u"compare-strategies"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg](const QString &filter) {
        dialog->setDefaultSuffix(filter == svg ? u"svg"_s : u"png"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &CompareWindow::exportTo);
    dialog->open();
}

void CompareWindow::hideEvent(QHideEvent *event)
{
    m_comparison.cancel();
    QDialog::hideEvent(event);
}

} // namespace overlap::ui
