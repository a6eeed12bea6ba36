#pragma once

#include "compare/comparison.h"
#include "compare/picture.h"
#include "widgets/numberbox.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QSettings;
class QSlider;

namespace overlap::ui {

class Chart;

// Main thread. The window that compares strategies: options, Run, and the chart of the results.
class CompareWindow : public QDialog
{
    Q_OBJECT
public:
    explicit CompareWindow(QWidget *parent = nullptr);
    ~CompareWindow() override;

    // Writes a PNG or SVG file, by the suffix of its name; without one, PNG is appended, and a file
    // that has this name already stays. Says in the window where the file is, or what is wrong.
    void exportTo(const QString &file);
    void restore(const QSettings &settings); // values that are not there stay
    void save(QSettings &settings) const;

protected:
    void hideEvent(QHideEvent *event) override; // cancels the run

private:
    void build();
    void setNames();
    void wire();
    void choose();                                                   // applies the fields
    QString fieldProblem() const;                                    // empty: none
    void showMessage(const QString &message, bool isProblem = true); // empty: none
    void showState();
    void askAndExport();
    QString write(const QString &file) const; // returns what went wrong, or nothing
    Picture picture(QSize size) const;

    Comparison m_comparison;
    QTimer m_frames; // repaints the chart during a run
    QPushButton *m_run;
    CountBox *m_count;
    SecondsBox *m_each;
    CountBox *m_limit;
    CountBox *m_pool;
    QSlider *m_computing;
    QLabel *m_share;
    QPushButton *m_export;
    QLabel *m_message;
    Chart *m_chart;
};

} // namespace overlap::ui
