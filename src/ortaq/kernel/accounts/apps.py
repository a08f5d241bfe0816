from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ortaq.kernel.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ortaq.kernel.accounts.actions.identity import rehash_proved_iins
        from ortaq.kernel.accounts.actions.second_factors import reseal_second_factors
        from ortaq.kernel.keys.registry import register_reseal

        register_reseal("second factors", reseal_second_factors)
        register_reseal("proved IINs", rehash_proved_iins)
