fn main() -> std::process::ExitCode {
    let files: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let rt = tokio::runtime::Runtime::new().unwrap();
    let wanted = fnsec::source::Wanted { demo: files.is_empty(), files, ..Default::default() };
    let caps = fnsec::term::caps::Caps::read(Default::default());
    let options = fnsec::run::Options {
        wanted,
        today: fnsec::model::calendar::Day::new(2026, 11, 1),
        theme: "auto".into(),
        ascii: None,
        caps,
    };
    println!("{:?}", rt.block_on(fnsec::run::explore(options)));
    std::process::ExitCode::SUCCESS
}
