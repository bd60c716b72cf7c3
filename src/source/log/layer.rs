//! Events and the spans around them as lines: time, level, target, message and fields, masked.

use super::file::LogFile;
use super::mask;
use jiff::Timestamp;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Scope};

/// Writes events to a log.
pub(super) struct LogLines {
    sink: Arc<Mutex<LogFile>>,
}

/// The fields of a span as text.
struct SpanFields(Fields);

impl LogLines {
    pub fn new(sink: Arc<Mutex<LogFile>>) -> Self {
        Self { sink }
    }
}

impl<S> Layer<S> for LogLines
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(SpanFields(fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(SpanFields(fields)) = span.extensions_mut().get_mut::<SpanFields>() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut text = String::new();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            let extensions = span.extensions();
            let inner = extensions.get::<SpanFields>().map_or("", |SpanFields(fields)| fields.rest.as_str());
            let _ = write!(text, "{}{{{}}} ", span.name(), inner.trim_start());
        }
        text.push_str(&fields.message);
        text.push_str(&fields.rest);
        let meta = event.metadata();
        append(&self.sink, meta.level().as_str(), meta.target(), &text);
    }
}

/// Appends one event.
pub(super) fn append(sink: &Mutex<LogFile>, level: &str, target: &str, text: &str) {
    let line = mask::line(&format!("{:.3} {level:5} {target}: {text}", Timestamp::now()));
    sink.lock().unwrap_or_else(PoisonError::into_inner).write(&line);
}

/// The message, and ` name=value` for each other field.
#[derive(Default)]
struct Fields {
    message: String,
    rest: String,
}

impl Fields {
    fn add(&mut self, field: &Field, text: &str) {
        // The field name may imply a secret value; the whole line is masked once more.
        let text = mask::named(field.name(), text);
        if field.name() == "message" {
            self.message = text;
        } else {
            let quoted = text.is_empty() || text.contains([' ', '"', '=']);
            let text = if quoted { format!("{text:?}") } else { text };
            let _ = write!(self.rest, " {}={text}", field.name());
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.add(field, &value.to_string());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, &format!("{value:?}"));
    }
}
